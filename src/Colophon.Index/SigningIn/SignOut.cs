using Colophon.Index.SigningIn.Pages;
using Colophon.Index.SigningIn.SingleSignOn;
using Colophon.Index.Store;
using Colophon.Index.Web;
using Colophon.Index.Web.Pages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.SigningIn;

/// <summary>Ends the session of this browser: <c>POST /sign-out</c>.</summary>
internal static class SignOut
{
    public static async Task Handle(HttpContext context, Writing write)
    {
        var ct = context.RequestAborted;
        await PostedForm.Read(context);
        var visitor = context.Visitor()!;
        await using var change = await write.Begin(ct);
        var method = await write.Db.Sessions.Where(s => s.Id == visitor.Session).Select(s => s.Method).FirstOrDefaultAsync(ct);
        await write.Db.Sessions.Where(s => s.Id == visitor.Session).ExecuteDeleteAsync(ct);
        await write.Db.Record(write.Now, "session:end", project: null, visitor.Name, ct: ct);
        await change.Commit(ct);

        SessionCookie.Clear(context);
        context.Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
        context.SeeOther(method == Proof.SignOn ? "/signed-out" : "/");
    }

    /// <summary>
    /// Where the organisation's own session can be ended too. A link and no redirect: the form's page lets its forms lead nowhere else.
    /// </summary>
    public static async Task Farewell(HttpContext context, OpenIdProvider provider)
    {
        var there = await provider.SignOutUrl(context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store";
        await context.Show<SignedOutPage, SignedOutModel>(new SignedOutModel(provider.Name, there));
    }
}
