using Colophon.Index.SigningIn.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Web;
using Colophon.Index.Web.Pages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.SigningIn.Account;

/// <summary>Where a person is signed in, and how to end it: <c>/account/sessions</c>.</summary>
internal static class SessionList
{
    public static async Task Show(HttpContext context, Writing write)
    {
        var visitor = context.Visitor()!;
        var (idle, longest) = (write.Now - Session.Idle, write.Now - Session.Longest);
        var sessions = await write.Db.Sessions.AsNoTracking()
            .Where(s => s.UserId == visitor.UserId && s.LastSeen > idle && s.Created > longest)
            .OrderByDescending(s => s.LastSeen).Take(100).ToListAsync(context.RequestAborted);
        await context.Show<SessionsPage, SessionsModel>(new SessionsModel([.. sessions.Select(s => new SessionRow(s.Id.ToString("D"),
            BrowserName.Of(s.Agent), s.Address, s.Method, s.Created, s.LastSeen, s.Id == visitor.Session))]));
    }

    public static async Task EndOne(HttpContext context, Sessions sessions, Writing write)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        var visitor = context.Visitor()!;
        if (!Guid.TryParseExact(form["session"], "D", out var id)) throw Standings.Nothing();
        await using var change = await write.Begin(ct);
        if (!await sessions.EndOne(visitor.UserId, id, ct)) throw Standings.Nothing(); // another's answers as unknown (threats.md F25)
        await write.Db.Record(write.Now, "session:end", project: null, visitor.Name, ct: ct);
        await change.Commit(ct);
        context.SeeOther("/account/sessions");
    }

    public static async Task EndOthers(HttpContext context, Sessions sessions, Writing write)
    {
        var ct = context.RequestAborted;
        await PostedForm.Read(context);
        var visitor = context.Visitor()!;
        await using var change = await write.Begin(ct);
        var ended = await sessions.End(visitor.UserId, visitor.Session, ct);
        await write.Db.Record(write.Now, "session:end-others", project: null, visitor.Name,
            new Dictionary<string, string?> { ["sessions"] = ended.ToString(System.Globalization.CultureInfo.InvariantCulture) }, ct);
        await change.Commit(ct);
        context.SeeOther("/account/sessions");
    }
}
