using System.Globalization;
using Colophon.Index.SigningIn.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Web;
using Colophon.Index.Web.Limits;
using Colophon.Index.Web.Pages;

namespace Colophon.Index.SigningIn.SecondFactor;

/// <summary>Asks for the second factor after the password: <c>/sign-in/second</c>.</summary>
internal static class EnterCode
{
    private const string Wrong = "This is not the code that your authenticator shows now, or it was used already. Wait for the next one. "
        + "A recovery code works once.";

    public static async Task Show(HttpContext context, HalfSignedIn half)
    {
        if (await half.Of(context) is null) context.SeeOther("/sign-in");
        else await Draw(context, fault: null);
    }

    public static async Task Enter(HttpContext context, HalfSignedIn half, Entering entering, SecondFactors factors, Writing write)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        if (await half.Of(context) is not { } person)
        {
            context.SeeOther("/sign-in");
            return;
        }

        var (user, way) = person;
        context.RequestServices.GetRequiredService<RateLimits>().Codes.Spend(user.Id.ToString("N"));
        await using var change = await write.Begin(ct);
        if (await IsTaken(context, factors, user, form["code"]))
        {
            await entering.Begin(context, user, Proof.Password, ct);
            await change.Commit(ct);
            context.RequestServices.GetRequiredService<RateLimits>().Codes.Return(user.Id.ToString("N"));
            context.SeeOther(way);
            return;
        }

        await Draw(context, Wrong);
    }

    private static async Task<bool> IsTaken(HttpContext context, SecondFactors factors, User user, string code)
    {
        var (ct, write) = (context.RequestAborted, context.RequestServices.GetRequiredService<Writing>());
        if (await factors.Take(user, code, ct)) return true;
        if (await factors.TakeRecovery(user, code, ct) is not { } left) return false;

        var facts = Posting.Facts(user, context, ("left", left.ToString(CultureInfo.InvariantCulture)));
        await write.Db.Record(write.Now, "user:recovery-code-use", project: null, user.Name, facts, ct);
        return true;
    }

    private static Task Draw(HttpContext context, string? fault)
    {
        context.Response.Headers.CacheControl = "no-store";
        return context.Show<SecondStepPage, SecondStepModel>(new SecondStepModel(fault), fault is null ? 200 : 400);
    }
}
