using Colophon.Index.Installing.Pages;
using Colophon.Index.Web;
using Colophon.Rules.Packaging.Names;

namespace Colophon.Index.Installing.Simple;

/// <summary>The files of a project, for installers: <c>GET /simple/NAME/</c> (PEP 503, 691).</summary>
internal static class SimpleProject
{
    public static Task Handle(HttpContext context, ProjectPages pages)
    {
        var typed = (string)context.Request.RouteValues["project"]!;
        if (Offer.Choose(context.Request.Headers.Accept) is not { } form) throw SimpleIndex.NotAcceptable();
        if (pages.Kept(typed, form) is { } kept && !IsBare(context)) return PageReply.Send(context, kept, Offer.ContentType(form));
        return Find(context, pages, typed, form);
    }

    private static async Task Find(HttpContext context, ProjectPages pages, string typed, Form form)
    {
        if (!ProjectName.Parse(typed).TryGet(out var name, out _)) throw Unknown(typed);
        if (name.Normalized != typed || IsBare(context))
        {
            PageReply.AllowOtherOrigins(context.Response.Headers);
            context.Response.Redirect($"/simple/{name.Normalized}/", permanent: true);
            return;
        }

        var page = await pages.Render(typed, form, context.RequestAborted) ?? throw Unknown(typed);
        await PageReply.Send(context, page, Offer.ContentType(form));
    }

    /// <summary>Routing takes the path without its last slash too; relative links would then break.</summary>
    private static bool IsBare(HttpContext context) => !context.Request.Path.Value!.EndsWith('/');

    private static Refusal Unknown(string name)
    {
        var shown = name.Length > 100 ? name[..100] + "…" : name;
        return WebProblems.NotFound.Refuse($"404 Not Found: there is no project '{shown}' on this index.");
    }
}
