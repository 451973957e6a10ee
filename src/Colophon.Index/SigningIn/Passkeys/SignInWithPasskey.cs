using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Web;
using Colophon.Index.Web.Limits;
using Colophon.Index.Web.Pages;
using Microsoft.AspNetCore.Identity;

namespace Colophon.Index.SigningIn.Passkeys;

/// <summary>Signs a person in with a passkey alone: <c>POST /sign-in/passkey</c>.</summary>
internal static class SignInWithPasskey
{
    private const string Wrong = "This passkey is of no account here, or the page was too old. Try again, or use your password.";

    public static async Task Enter(HttpContext context, PasskeyQuestions questions, UserManager<User> users, Entering entering,
        Writing write)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        var (way, limits) = (WayBack.Of(form["return"]), context.RequestServices.GetRequiredService<RateLimits>());
        var key = LimitedDoors.KeyOf(context);
        limits.SignIns.Spend(key);
        if (await questions.Judge(context, form["asked"], form["credential"]) is var (user, passkey))
        {
            await using var change = await write.Begin(ct);
            if (await questions.Answered(write.Db, form["asked"], ct))
            {
                await users.AddOrUpdatePasskeyAsync(user, passkey); // its counter
                await entering.Begin(context, user, Proof.Passkey, ct);
                await change.Commit(ct);
                limits.SignIns.Return(key);
                context.SeeOther(way);
                return;
            }
        }

        await SignIn.Draw(context, "", way, Wrong);
    }
}
