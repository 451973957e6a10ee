using Colophon.Index.SigningIn.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.People;
using Colophon.Index.Web;
using Colophon.Index.Web.Pages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.SigningIn.Account;

/// <summary>
/// Deletes a person's account, with its tokens, roles and sessions; not while a project would be left without an owner (threats.md F27):
/// <c>/account/delete</c>.
/// </summary>
internal static class DeleteAccount
{
    public static async Task Show(HttpContext context, Writing write) =>
        await Draw(context, await write.Db.OnlyOwnerOf(context.Visitor()!.UserId, context.RequestAborted), fault: null);

    public static async Task Use(HttpContext context, Writing write, ChangeFeed feed)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        var visitor = context.Visitor()!;
        await using var change = await write.Begin(ct);
        var hindrances = await write.Db.OnlyOwnerOf(visitor.UserId, ct); // in turn: two owners who leave at once do not both go
        if (hindrances.Count > 0 || form["name"] != visitor.Name)
        {
            await Draw(context, hindrances,
                hindrances.Count > 0
                    ? null
                    : $"The name that you typed is '{form["name"]}', expected '{visitor.Name}'. Nothing was deleted.");
            return;
        }

        var user = await write.Db.Users.FirstAsync(u => u.Id == visitor.UserId, ct);
        var doer = new Doer(visitor.Name, visitor.UserId, write.Now);
        var (entry, projects) = await write.Db.DeleteAccount(user, doer, Posting.Facts(user, context), ct);
        await change.Commit(ct);
        foreach (var project in projects) feed.Announce(project, entry);
        SessionCookie.Clear(context);
        context.SeeOther("/account-deleted");
    }

    public static Task Farewell(HttpContext context) => context.Show<NoticePage, NoticeModel>(new NoticeModel("Your account is deleted",
        ["Its tokens and sessions are gone with it. What you published stays, and so does the history of who did what."],
        "/", "Front page"));

    private static Task Draw(HttpContext context, List<string> hindrances, string? fault) =>
        context.Show<DeleteAccountPage, DeleteAccountModel>(new DeleteAccountModel(context.Visitor()!.Name, hindrances, fault),
            fault is null && (hindrances.Count == 0 || HttpMethods.IsGet(context.Request.Method)) ? 200 : hindrances.Count > 0 ? 409 : 400);
}
