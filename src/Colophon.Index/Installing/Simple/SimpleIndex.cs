using Colophon.Index.Installing.Pages;
using Colophon.Index.Web;
using Colophon.Rules;

namespace Colophon.Index.Installing.Simple;

/// <summary>All projects, for mirrors and resolvers: <c>GET /simple/</c>.</summary>
internal static class SimpleIndex
{
    public static async Task Handle(HttpContext context, IndexPages pages)
    {
        if (Offer.Choose(context.Request.Headers.Accept) is not { } form) throw NotAcceptable();
        if (!context.Request.Path.Value!.EndsWith('/'))
        {
            context.Response.Redirect("/simple/", permanent: true);
            return;
        }

        await PageReply.Send(context, await pages.Render(form, context.RequestAborted), Offer.ContentType(form));
    }

    public static Refusal NotAcceptable() =>
        NoSuchForm.Refuse("The Accept header names versions of the simple API that do not exist here. Expected v1 or latest, as +json or "
        + "+html, or text/html.");

    private static readonly Problem NoSuchForm = WebProblems.NotAcceptable;
}
