using Colophon.Index.SigningIn.Passkeys;
using Colophon.Index.SigningIn.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Web;
using Colophon.Index.Web.Limits;
using Colophon.Index.Web.Pages;
using Microsoft.AspNetCore.Identity;

namespace Colophon.Index.SigningIn;

/// <summary>Asks who is signed in to prove again that it is them, before what cannot be undone: <c>/prove</c> (threats.md F30).</summary>
internal static class Prove
{
    private const string Wrong = "This did not prove it. After ten wrong passwords the account waits fifteen minutes.";

    public static Task Show(HttpContext context) => Draw(context, WayBack.Of(context.Request.Query["return"]), fault: null);

    public static async Task ByPassword(HttpContext context, UserManager<User> users, Proving proving, RateLimits limits)
    {
        var form = await PostedForm.Read(context);
        var way = WayBack.Of(form["return"]);
        string[] counted = [$"account {User.Normalize(context.Visitor()!.Name)}", LimitedDoors.KeyOf(context)];
        foreach (var key in counted) limits.SignIns.Spend(key);
        if (await SignIn.Proved(users, context.Visitor()!.Name, form.Raw("password")) is not { } user)
        {
            await Draw(context, way, Wrong);
            return;
        }

        foreach (var key in counted) limits.SignIns.Return(key);
        await proving.Done(context, user, Proof.Password, way);
    }

    public static async Task ByPasskey(HttpContext context, PasskeyQuestions questions, UserManager<User> users, Proving proving)
    {
        var form = await PostedForm.Read(context);
        var way = WayBack.Of(form["return"]);
        if (await questions.Judge(context, form["asked"], form["credential"]) is var (user, passkey)
            && user.Id == context.Visitor()!.UserId
            && await proving.Done(context, user, Proof.Passkey, way, async (db, ct) =>
                await questions.Answered(db, form["asked"], ct) && (await users.AddOrUpdatePasskeyAsync(user, passkey)).Succeeded))
            return;
        await Draw(context, way, Wrong);
    }

    private static async Task Draw(HttpContext context, string way, string? fault)
    {
        var services = context.RequestServices;
        var users = services.GetRequiredService<UserManager<User>>();
        var user = (await users.FindByIdAsync(context.Visitor()!.UserId.ToString("D")))!;
        var ask = (await users.GetPasskeysAsync(user)).Count > 0
            ? await services.GetRequiredService<PasskeyQuestions>().ToSignIn(context, user)
            : null;
        var provider = services.GetRequiredService<Settings>().SingleSignOn;
        var isConnected = provider is not null
            && (await users.GetLoginsAsync(user)).Any(login => login.LoginProvider == provider.Authority);
        await context.Show<ProvePage, ProveModel>(
            new ProveModel(user.Name, way, fault, ask, user.PasswordHash is not null, isConnected ? provider!.Name : null),
            fault is null ? 200 : 400);
    }
}

/// <summary>Notes a proof: this browser goes on under a new secret (threats.md F11).</summary>
internal sealed class Proving(Sessions sessions, Writing write)
{
    /// <param name="also">What must hold, and happen, in the same change.</param>
    /// <returns>Whether it did; the browser is sent on then.</returns>
    public async Task<bool> Done(HttpContext context, User user, string proof, string way,
        Func<ColophonDb, CancellationToken, Task<bool>>? also = null)
    {
        var (ct, visitor) = (context.RequestAborted, context.Visitor()!);
        await using var change = await write.Begin(ct);
        if (also is not null && !await also(write.Db, ct)) return false;
        await sessions.EndOne(visitor.UserId, visitor.Session, ct);
        sessions.Begin(context, user, proof);
        await write.Db.Record(write.Now, "session:prove", project: null, user.Name,
            new Dictionary<string, string?> { ["proof"] = proof }, ct);
        await change.Commit(ct);
        context.SeeOther(way);
        return true;
    }
}
