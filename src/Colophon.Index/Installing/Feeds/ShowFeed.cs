using Colophon.Index.Web;
using Colophon.Rules.Packaging.Names;

namespace Colophon.Index.Installing.Feeds;

/// <summary>Feeds for people who watch: <c>/rss/updates.xml</c>, <c>/rss/packages.xml</c>, <c>/rss/project/NAME/releases.xml</c>.</summary>
internal static class ShowFeed
{
    private const string Type = "application/rss+xml; charset=utf-8";

    public static async Task Updates(HttpContext context, FeedPages feeds) =>
        await PageReply.Send(context, await feeds.Updates(context.RequestAborted), Type);

    public static async Task Projects(HttpContext context, FeedPages feeds) =>
        await PageReply.Send(context, await feeds.Projects(context.RequestAborted), Type);

    public static async Task Releases(HttpContext context, FeedPages feeds)
    {
        var typed = (string)context.Request.RouteValues["project"]!;
        if (!ProjectName.Parse(typed).TryGet(out var name, out _)) throw Unknown();
        if (name.Normalized != typed)
        {
            context.Response.Redirect($"/rss/project/{name.Normalized}/releases.xml", permanent: true);
            return;
        }

        await PageReply.Send(context, await feeds.Releases(typed, context.RequestAborted) ?? throw Unknown(), Type);
    }

    private static Refusal Unknown() => WebProblems.NotFound.Refuse("404 Not Found: there is no such project on this index.");
}
