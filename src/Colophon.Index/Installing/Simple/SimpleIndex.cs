using Colophon.Index.Installing.Listing;
using Colophon.Index.Installing.Pages;
using Colophon.Index.Web;

namespace Colophon.Index.Installing.Simple;

/// <summary>All projects, for mirrors and resolvers: <c>GET /simple/</c>.</summary>
internal static class SimpleIndex
{
    public static async Task Handle(HttpContext context, ListPages pages)
    {
        if (!context.Request.Path.Value!.EndsWith('/'))
        {
            await PageReply.Moved(context, "/simple/");
            return;
        }

        if (Offer.Choose(context.Request.Headers.Accept) is not { } form) throw NotAcceptable(context);
        var page = await pages.Render(asJson: form == Form.VendorJson, context.RequestAborted);
        await PageReply.Send(context, page, Offer.ContentType(form));
    }

    public static Refusal NotAcceptable(HttpContext context)
    {
        PageReply.AllowOtherOrigins(context.Response.Headers);
        return WebProblems.NotAcceptable.Refuse("The Accept header names versions of the simple API that do not exist here. Expected v1 or "
            + "latest, as +json or +html, or text/html.");
    }
}
