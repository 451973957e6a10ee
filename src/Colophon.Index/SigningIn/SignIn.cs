using Colophon.Index.SigningIn.Passkeys;
using Colophon.Index.SigningIn.Pages;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.Passwords;
using Colophon.Index.Web;
using Colophon.Index.Web.Limits;
using Colophon.Index.Web.Pages;
using Microsoft.AspNetCore.Identity;

namespace Colophon.Index.SigningIn;

/// <summary>Signs a person in with a passkey, with name and password, or by way of the organisation: <c>/sign-in</c>.</summary>
internal static class SignIn
{
    private const string Wrong = "Name and password do not belong together, or the account waits after too many tries. "
        + "After ten wrong passwords it waits fifteen minutes.";

    public static Task Show(HttpContext context)
    {
        var way = WayBack.Of(context.Request.Query["return"]);
        if (context.Visitor() is null) return Draw(context, "", way, fault: null);
        context.SeeOther(way);
        return Task.CompletedTask;
    }

    public static async Task Enter(HttpContext context, UserManager<User> users, Entering entering, RateLimits limits)
    {
        var form = await PostedForm.Read(context);
        var (name, way) = (form["name"], WayBack.Of(form["return"]));
        string[] counted = [$"account {User.Normalize(name.Length > 300 ? name[..300] : name)}", LimitedDoors.KeyOf(context)];
        limits.AllSignIns.Spend("all");
        foreach (var key in counted) limits.SignIns.Spend(key);

        if (await Proved(users, name, form.Raw("password")) is not { } user)
        {
            await Draw(context, name, way, Wrong);
            return;
        }

        limits.AllSignIns.Return("all");
        foreach (var key in counted) limits.SignIns.Return(key);
        await entering.Go(context, user, Proof.Password, way);
    }

    /// <summary>
    /// The same work whether the name is known or not, so that the time tells nothing, and one text for every cause (threats.md F18).
    /// </summary>
    internal static async Task<User?> Proved(UserManager<User> users, string name, string password)
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

    /// <summary>The page, and what the browser's passkeys are asked.</summary>
    internal static async Task Draw(HttpContext context, string name, string way, string? fault)
    {
        var settings = context.RequestServices.GetRequiredService<Settings>();
        var ask = await context.RequestServices.GetRequiredService<PasskeyQuestions>().ToSignIn(context);
        context.Response.Headers.CacheControl = "no-store";
        await context.Show<SignInPage, SignInModel>(
            new SignInModel(name, way, fault, ask, settings.SingleSignOn?.Name, settings.SignUpIsOpen),
            fault is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest);
    }

    /// <summary>Checks a password against nobody's hash.</summary>
    private static class Nobody
    {
        private static readonly User User = User.New("nobody", "nobody@invalid", DateTimeOffset.UnixEpoch);
        private static readonly string Hash = new PasswordHashes().HashPassword(User, Guid.NewGuid().ToString());

        public static void Work(IPasswordHasher<User> hasher, string password) => hasher.VerifyHashedPassword(User, Hash, password);
    }
}
