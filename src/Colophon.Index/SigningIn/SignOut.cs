using Colophon.Index.Store;
using Colophon.Index.Web;
using Colophon.Index.Web.Pages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.SigningIn;

/// <summary>Ends the session of this browser: <c>POST /sign-out</c>.</summary>
internal static class SignOut
{
    public static async Task Handle(HttpContext context, ColophonDb db, WriteTurn turn, TimeProvider clock)
    {
        var ct = context.RequestAborted;
        await PostedForm.Read(context);
        var visitor = context.Visitor()!;
        await using var change = await turn.Begin(db, ct);
        await db.Sessions.Where(s => s.Id == visitor.Session).ExecuteDeleteAsync(ct);
        await db.Record(clock.GetUtcNow(), "session:end", project: null, visitor.Name, ct: ct);
        await change.Commit(ct);

        SessionCookie.Clear(context);
        context.Response.Headers["Clear-Site-Data"] = "\"cache\", \"storage\"";
        context.Response.Redirect("/");
    }
}
