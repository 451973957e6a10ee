using Colophon.Index.Installing.Pages;
using Colophon.Rules.Packaging.Names;

namespace Colophon.Index.Installing.Json;

/// <summary>
/// Everything about a project, or one release of it, for programs: <c>GET /pypi/NAME/json</c>, <c>/pypi/NAME/VERSION/json</c>
/// (pypi-wire.md 6.4).
/// </summary>
internal static class ProjectJson
{
    public static Task Handle(HttpContext context, JsonPages pages)
    {
        var typed = (string)context.Request.RouteValues["project"]!;
        var version = context.Request.RouteValues["version"] as string;
        return pages.Kept(typed, version) is { } kept ? Send(context, kept) : Find(context, pages, typed, version);
    }

    private static async Task Find(HttpContext context, JsonPages pages, string typed, string? version)
    {
        if (!ProjectName.Parse(typed).TryGet(out var name, out _))
        {
            await PageReply.NotFound(context, asJson: true);
            return;
        }

        if (name.Normalized != typed)
        {
            var release = version is null ? "" : $"{Uri.EscapeDataString(version)}/";
            await PageReply.Moved(context, $"/pypi/{name.Normalized}/{release}json");
            return;
        }

        if (await pages.Render(typed, version, context.RequestAborted) is { } page) await Send(context, page);
        else await PageReply.NotFound(context, asJson: true);
    }

    private static Task Send(HttpContext context, RenderedPage page) =>
        PageReply.Send(context, page, "application/json", vary: "Accept-Encoding");
}
