using Colophon.Index.Installing.Pages;
using Colophon.Rules.Packaging.Names;

namespace Colophon.Index.Installing.Simple;

/// <summary>The files of a project, for installers: <c>GET /simple/NAME/</c> (PEP 503, 691).</summary>
internal static class SimpleProject
{
    public static Task Handle(HttpContext context, ProjectPages pages)
    {
        var typed = (string)context.Request.RouteValues["project"]!;
        var form = Offer.Choose(context.Request.Headers.Accept);
        if (form is { } known && pages.Kept(typed, known) is { } kept && !IsBare(context))
            return PageReply.Send(context, kept, Offer.ContentType(known));
        return Find(context, pages, typed, form);
    }

    private static async Task Find(HttpContext context, ProjectPages pages, string typed, Form? wanted)
    {
        if (!ProjectName.Parse(typed).TryGet(out var name, out _))
        {
            await PageReply.NotFound(context);
            return;
        }

        if (name.Normalized != typed || IsBare(context))
        {
            await PageReply.Moved(context, $"/simple/{name.Normalized}/");
            return;
        }

        if (wanted is not { } form) throw SimpleIndex.NotAcceptable(context);
        if (await pages.Render(typed, form, context.RequestAborted) is { } page)
            await PageReply.Send(context, page, Offer.ContentType(form));
        else
            await PageReply.NotFound(context);
    }

    /// <summary>Routing takes the path without its last slash too; relative links would then break.</summary>
    private static bool IsBare(HttpContext context) => !context.Request.Path.Value!.EndsWith('/');
}
