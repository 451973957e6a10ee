using Colophon.Index.Web;

namespace Colophon.Index.Operating.Telling;

/// <summary>Doors to what is told of changes: the history, the outbox, webhooks.</summary>
internal static class TellingRoutes
{
    public static void MapTelling(this RouteGroupBuilder pages)
    {
        pages.MapGet("/audit/", AuditPages.Show);
        pages.MapPost("/audit/verify", AuditPages.Verify);
        pages.MapGet("/mail/", OutboxPages.Show);
        pages.MapPost("/mail/retry", OutboxPages.Retry);
        pages.MapGet("/webhooks/", HookPages.Show);
        pages.MapPost("/webhooks/", HookPages.Add).RequireTls().Lately();
        pages.MapPost("/webhooks/remove", HookPages.Remove).Lately();
    }
}
