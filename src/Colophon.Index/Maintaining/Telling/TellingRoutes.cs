using Colophon.Index.Maintaining.Pages;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;

namespace Colophon.Index.Maintaining.Telling;

/// <summary>Doors to what was done, and to those who are told of it.</summary>
internal static class TellingRoutes
{
    public static void MapTelling(this IEndpointRouteBuilder doors)
    {
        var project = doors.MapGroup("/manage/project/{project}");
        project.MapGet("/history/", HistoryPages.ShowProject).ForMembers(Standing.Maintainer);
        project.MapGet("/webhooks/", WebhookPages.Show).ForMembers(Standing.Owner).Lately();
        project.MapPost("/webhooks/add", WebhookPages.Add).ForMembers(Standing.Owner).Lately().RequireTls();
        project.MapPost("/webhooks/remove", WebhookPages.Remove).ForMembers(Standing.Owner).Lately();
        doors.MapGet("/manage/account/history/", HistoryPages.ShowOwn).For(Standing.SignedIn);
        foreach (var format in (string[])["csv", "jsonl"])
        {
            project.MapGet("/history/history." + format, HistoryPages.ExportProject).ForMembers(Standing.Maintainer);
            doors.MapGet("/manage/account/history/history." + format, HistoryPages.ExportOwn).For(Standing.SignedIn);
        }

        doors.MapApi("GET", "/events", EventApi.List, Standing.SignedIn,
            new ApiAct("listEvents", "What was done in your projects, the oldest first; operators see all of it.")
            { Gives = typeof(ApiPage<HistoryRow>), Query = EventApi.Parameters });
    }
}
