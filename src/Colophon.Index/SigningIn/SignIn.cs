using Colophon.Index.SigningIn.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Web;
using Colophon.Index.Web.Pages;
using Microsoft.AspNetCore.Identity;

namespace Colophon.Index.SigningIn;

/// <summary>Signs a person in with name and password: <c>/sign-in</c>.</summary>
internal static class SignIn
{
    private const string Wrong = "Name and password do not belong together, or the account waits after too many tries. "
        + "After ten wrong passwords it waits fifteen minutes.";

    public static Task Show(HttpContext context) => context.Visitor() is null
        ? context.Show<SignInPage, SignInModel>(new SignInModel("", WayBack.Of(context.Request.Query["return"]), Fault: null))
        : Leave(context, WayBack.Of(context.Request.Query["return"]));

    public static async Task Enter(HttpContext context, UserManager<User> users, Sessions sessions, ColophonDb db, WriteTurn turn,
        TimeProvider clock)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        var (name, way) = (form["name"], WayBack.Of(form["return"]));
        if (await Proved(users, name, form.Raw("password")) is not { } user)
        {
            await context.Show<SignInPage, SignInModel>(new SignInModel(name, way, Wrong), StatusCodes.Status400BadRequest);
            return;
        }

        await using var change = await turn.Begin(db, ct);
        sessions.Begin(context, user, "password");
        await db.Record(clock.GetUtcNow(), "session:begin", project: null, user.Name, ct: ct);
        await change.Commit(ct);
        await Leave(context, way);
    }

    /// <summary>
    /// The same work whether the name is known or not, so that the time tells nothing, and one text for every cause (threats.md F13).
    /// </summary>
    private static async Task<User?> Proved(UserManager<User> users, string name, string password)
    {
        var user = name.Contains('@', StringComparison.Ordinal) ? await users.FindByEmailAsync(name) : await users.FindByNameAsync(name);
        if (user is null || user.PasswordHash is null || user.IsDisabled || await users.IsLockedOutAsync(user))
        {
            Nobody.Work(users.PasswordHasher, password);
            return null;
        }

        if (await users.CheckPasswordAsync(user, password))
        {
            await users.ResetAccessFailedCountAsync(user);
            return user;
        }

        await users.AccessFailedAsync(user);
        return null;
    }

    private static Task Leave(HttpContext context, string way)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect(way);
        return Task.CompletedTask;
    }

    /// <summary>Checks a password against nobody's hash.</summary>
    private static class Nobody
    {
        private static readonly User User = User.New("nobody", "nobody@invalid", DateTimeOffset.UnixEpoch);
        private static readonly string Hash = new PasswordHasher<User>().HashPassword(User, Guid.NewGuid().ToString());

        public static void Work(IPasswordHasher<User> hasher, string password) => hasher.VerifyHashedPassword(User, Hash, password);
    }
}
