using Colophon.Index.Web.Doors;

namespace Colophon.Index.Maintaining.Publishers.Api;

/// <summary>Whether a project takes uploads from trusted publishers alone.</summary>
internal static class TrustedOnlyApi
{
    public static async Task Set(HttpContext context, PublisherWork work)
    {
        var body = await context.Take<TrustedOnlyBody>();
        await SetTrustedOnly.Set(context, work, body.TrustedOnly);
        await context.Answer(body);
    }
}
