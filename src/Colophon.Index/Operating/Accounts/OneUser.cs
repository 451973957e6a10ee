using Colophon.Index.Operating.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.People;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Pages;
using Colophon.Rules;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating.Accounts;

/// <summary>One account, and what an operator can do to it: <c>/operate/users/NAME</c>.</summary>
internal static class OneUser
{
    private static readonly Dictionary<string, string> Done = new(StringComparer.Ordinal)
    {
        ["disable"] = "The account is disabled.",
        ["enable"] = "The account is enabled.",
        ["operator-on"] = "The account operates this index.",
        ["operator-off"] = "The account is an ordinary one.",
    };

    public static async Task Show(HttpContext context, Acting acting) => await Draw(context, acting, await Find(context, acting), null, null);

    /// <summary>A door for an act that is undone as easily.</summary>
    public static Delegate Does(string act, Func<Acting, User, Doer, CancellationToken, Task<Fault?>> work) =>
        async (HttpContext context, Acting acting) =>
        {
            var ct = context.RequestAborted;
            await PostedForm.Read(context);
            var user = await Find(context, acting);
            var fault = await acting.Do(async () => await work(acting, await Find(context, acting), acting.DoerOf(context), ct), ct);
            if (fault is null) context.SeeOther($"/operate/users/{user.Name}?done={act}");
            else await Draw(context, acting, user, null, fault.InWords(), fault.Problem.Status);
        };

    public static async Task Reset(HttpContext context, Acting acting, PublicAddress address)
    {
        var ct = context.RequestAborted;
        if (await Confirmed(context, acting, "reset") is not { } user) return;
        var outcome = await acting.Do(async () =>
            await acting.Db.ResetAccount(await Find(context, acting), acting.DoerOf(context), ct), ct);
        if (outcome.TryGet(out var secret, out var fault))
            await context.Show<LinkPage, LinkModel>(new LinkModel(user.Name, $"{address.Url}/set-up/{secret}"));
        else
            await Draw(context, acting, user, "reset", fault.InWords(), fault.Problem.Status);
    }

    public static async Task Delete(HttpContext context, Acting acting, ChangeFeed feed)
    {
        var ct = context.RequestAborted;
        if (await Confirmed(context, acting, "delete") is not { } user) return;
        var outcome = await acting.Do(async () =>
            await acting.Db.DeleteAccount(await Find(context, acting), acting.DoerOf(context), ct), ct);
        if (!outcome.TryGet(out var deleted, out var fault))
        {
            await Draw(context, acting, user, "delete", fault.InWords(), fault.Problem.Status);
            return;
        }

        foreach (var project in deleted.Projects) feed.Announce(project, deleted.Entry);
        context.SeeOther("/operate/users/?done=deleted");
    }

    /// <summary>The account of the address; tracked, so that it can be changed.</summary>
    public static async Task<User> Find(HttpContext context, Acting acting) =>
        (await acting.Db.FindAccount((string)context.Request.RouteValues["user"]!, context.RequestAborted)).OrRefuse();

    /// <summary>Null: the name was not typed, and the page has said so.</summary>
    private static async Task<User?> Confirmed(HttpContext context, Acting acting, string act)
    {
        var form = await PostedForm.Read(context);
        var user = await Find(context, acting);
        if (Forms.WhyNotConfirmed(form[$"{act}-name"], user.Name) is not { } fault) return user;
        await Draw(context, acting, user, act, fault, StatusCodes.Status400BadRequest);
        return null;
    }

    private static async Task Draw(HttpContext context, Acting acting, User user, string? of, string? fault, int status = 200)
    {
        var (db, ct) = (acting.Db, context.RequestAborted);
        db.ChangeTracker.Clear();
        var row = await UserLists.Rows(db, db.Users.Where(u => u.Id == user.Id)).SingleAsync(ct);
        var roles = await db.Roles.Where(r => r.UserId == user.Id)
            .Join(db.Projects, r => r.ProjectId, p => p.Id, (r, p) => new UserRole(p.Name, p.NormalizedName, r.Role)).ToListAsync(ct);
        var model = new UserModel(row, [.. roles.OrderBy(role => role.Path)], await db.OnlyOwnerOf(user.Id, ct),
            await db.Tokens.CountAsync(t => t.UserId == user.Id, ct), await db.Sessions.CountAsync(s => s.UserId == user.Id, ct),
            user.Id == context.Person().UserId)
        { Done = context.Request.DoneOf(Done), FaultOf = of, Fault = fault };
        await context.Show<UserPage, UserModel>(model, status);
    }
}
