using Colophon.Index.Installing.Pages;
using Colophon.Rules.Packaging.Names;

namespace Colophon.Index.Installing.Feeds;

/// <summary>Feeds for people who watch: <c>/rss/updates.xml</c>, <c>/rss/packages.xml</c>, <c>/rss/project/NAME/releases.xml</c>.</summary>
internal static class ShowFeed
{
    private const string Type = "application/rss+xml; charset=utf-8";

    public static async Task Updates(HttpContext context, FeedPages feeds) =>
        await Send(context, await feeds.Updates(context.RequestAborted));

    public static async Task Projects(HttpContext context, FeedPages feeds) =>
        await Send(context, await feeds.Projects(context.RequestAborted));

    public static async Task Releases(HttpContext context, FeedPages feeds)
    {
        var typed = (string)context.Request.RouteValues["project"]!;
        if (!ProjectName.Parse(typed).TryGet(out var name, out _)) await PageReply.NotFound(context);
        else if (name.Normalized != typed) await PageReply.Moved(context, $"/rss/project/{name.Normalized}/releases.xml");
        else await Send(context, await feeds.Releases(typed, context.RequestAborted));
    }

    private static Task Send(HttpContext context, RenderedPage? feed) => feed is null
        ? PageReply.NotFound(context)
        : PageReply.Send(context, feed, Type, vary: "Accept-Encoding");
}
