using Colophon.Index.Operating.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.People;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating.Machines;

/// <summary>A person with an account.</summary>
internal sealed record ApiUser(string Name, string Email, DateTimeOffset Created, bool IsOperator, bool IsDisabled, bool HasSecondFactor,
    int Passkeys);

/// <summary>Somebody to be added.</summary>
internal sealed record NewUser(string Name, string Email, bool IsOperator = false);

/// <summary>What is to be different; what is left out stays.</summary>
internal sealed record UserChange(bool? IsDisabled = null, bool? IsOperator = null);

/// <param name="SetUpLink">Sets a password, once, within 24 hours; nobody can read it again.</param>
internal sealed record SetUpUser(string Name, string SetUpLink);

/// <summary>Accounts, for operators' machines: <c>/api/v1/users</c>.</summary>
internal static class UserApi
{
    public static void MapUserApi(this IEndpointRouteBuilder doors)
    {
        doors.MapApi("GET", "/users", List, Standing.Operator, new ApiAct("listUsers", "Lists people with accounts, by name.")
        {
            Gives = typeof(ApiPage<ApiUser>),
            Query = PageAsked.Parameters,
        });
        doors.MapApi("POST", "/users", Add, Standing.Operator, new ApiAct("addUser", "Adds a person; the link sets the password.")
        {
            Takes = typeof(NewUser),
            Gives = typeof(SetUpUser),
            Status = StatusCodes.Status201Created,
        });
        doors.MapApi("GET", "/users/{user}", Show, Standing.Operator, new ApiAct("getUser", "Shows a person's account.") { Gives = typeof(ApiUser) });
        doors.MapApi("PATCH", "/users/{user}", Change, Standing.Operator,
            new ApiAct("changeUser", "Disables or enables an account, and says whether the person operates the index.")
            { Takes = typeof(UserChange), Gives = typeof(ApiUser) });
        doors.MapApi("POST", "/users/{user}/reset", Reset, Standing.Operator,
            new ApiAct("resetUser", "Takes away password, second factor, passkeys and sessions; the link sets a new password.")
            { Gives = typeof(SetUpUser) });
        doors.MapApi("DELETE", "/users/{user}", Delete, Standing.Operator,
            new ApiAct("deleteUser", "Deletes an account with its tokens, roles and sessions, for ever."));
    }

    private static async Task List(HttpContext context, ColophonDb db)
    {
        var asked = PageAsked.Of(context.Request);
        var users = db.Users.AsNoTracking();
        if (asked.After is { } after) users = users.Where(u => string.Compare(u.NormalizedUserName, after) > 0);
        var rows = await users.OrderBy(u => u.NormalizedUserName).Take(asked.Limit + 1).ToListAsync(context.RequestAborted);
        var told = new List<ApiUser>();
        foreach (var row in rows) told.Add(await Tell(db, row, context.RequestAborted));
        await context.Answer(asked.Cut(told, user => User.Normalize(user.Name)));
    }

    private static async Task Show(HttpContext context, Acting acting) =>
        await context.Answer(await Tell(acting.Db, await Find(context, acting), context.RequestAborted));

    private static async Task Add(HttpContext context, Acting acting, PublicAddress address)
    {
        var ct = context.RequestAborted;
        var body = await context.Take<NewUser>();
        var user = User.New(body.Name, body.Email, acting.Now);
        user.IsAdmin = body.IsOperator;
        var secret = (await acting.Do(() => acting.Db.AddAccount(user, link: true, acting.DoerOf(context), ct), ct)).OrRefuse();
        await context.Answer(new SetUpUser(user.Name, $"{address.Url}/set-up/{secret}"), StatusCodes.Status201Created);
    }

    private static async Task Change(HttpContext context, Acting acting)
    {
        var ct = context.RequestAborted;
        var (body, doer) = (await context.Take<UserChange>(), acting.DoerOf(context));
        var fault = await acting.Do(async () =>
        {
            var user = await Find(context, acting);
            context.RefuseLostUpdate(await Tell(acting.Db, user, ct));
            var wrong = body.IsDisabled is { } off && off != user.IsDisabled ? await acting.Db.SetDisabled(user, off, doer, ct) : null;
            return wrong ?? (body.IsOperator is { } on && on != user.IsAdmin ? await acting.Db.SetOperator(user, on, doer, ct) : null);
        }, ct);
        if (fault is not null) throw new Refusal(fault);
        await Show(context, acting);
    }

    private static async Task Reset(HttpContext context, Acting acting, PublicAddress address)
    {
        var ct = context.RequestAborted;
        var user = await Find(context, acting);
        var secret = (await acting.Do(async () =>
            await acting.Db.ResetAccount(await Find(context, acting), acting.DoerOf(context), ct), ct)).OrRefuse();
        await context.Answer(new SetUpUser(user.Name, $"{address.Url}/set-up/{secret}"));
    }

    private static async Task Delete(HttpContext context, Acting acting, ChangeFeed feed)
    {
        var ct = context.RequestAborted;
        var deleted = (await acting.Do(async () =>
            await acting.Db.DeleteAccount(await Find(context, acting), acting.DoerOf(context), ct), ct)).OrRefuse();
        foreach (var project in deleted.Projects) feed.Announce(project, deleted.Entry);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task<User> Find(HttpContext context, Acting acting) =>
        (await acting.Db.FindAccount((string)context.Request.RouteValues["user"]!, context.RequestAborted)).OrRefuse();

    private static async Task<ApiUser> Tell(ColophonDb db, User user, CancellationToken ct) => new(user.Name, user.Email!, user.Created,
        user.IsAdmin, user.IsDisabled, user.TwoFactorEnabled, await db.Passkeys.CountAsync(p => p.UserId == user.Id, ct));
}
