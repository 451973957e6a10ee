using Colophon.Index.SigningIn.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Web;
using Colophon.Index.Web.Limits;
using Colophon.Index.Web.Pages;
using Microsoft.AspNetCore.Identity;

namespace Colophon.Index.SigningIn.SecondFactor;

/// <summary>Turns the second factor on and off, and makes new recovery codes: <c>/account/second-factor</c>.</summary>
internal static class ManageSecondFactor
{
    private const string Purpose = "new authenticator";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    public static async Task Show(HttpContext context, UserManager<User> users, Seals seals, Kept kept)
    {
        var user = (await users.FindByIdAsync(context.Visitor()!.UserId.ToString("D")))!;
        if (!user.TwoFactorEnabled)
        {
            await Offer(context, seals, user, Totp.NewKey(), fault: null);
            return;
        }

        var left = (await kept.Get(user.Id, Kept.RecoveryCodes, context.RequestAborted))?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var model = new SecondFactorModel(IsOn: true, left?.Length ?? 0, New: null, Fault: null);
        await context.Show<SecondFactorPage, SecondFactorModel>(model);
    }

    /// <summary>On, when the code shows that the authenticator has the key.</summary>
    public static async Task TurnOn(HttpContext context, UserManager<User> users, Seals seals, SecondFactors factors, Sessions sessions,
        Writing write)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        var user = (await users.FindByIdAsync(context.Visitor()!.UserId.ToString("D")))!;
        if (seals.Open(Purpose, form["key"]) is not [var id, var text] || id != user.Id.ToString("D"))
        {
            await Offer(context, seals, user, Totp.NewKey(), "This page was too old: here is another key.");
            return;
        }

        var (key, limits) = (Convert.FromBase64String(text), context.RequestServices.GetRequiredService<RateLimits>());
        limits.Codes.Spend(user.Id.ToString("N"));
        if (Totp.StepOf(key, Totp.Plain(form["code"]), write.Now) is not { } step)
        {
            await Offer(context, seals, user, key, "This is not the code that belongs to the key. Type the six digits that are shown now.");
            return;
        }

        limits.Codes.Return(user.Id.ToString("N"));
        await using var change = await write.Begin(ct);
        var codes = await factors.Keep(user, key, step, ct);
        await Tell(context, write, user, "set up");
        await sessions.Renew(context, user, ct);
        await write.Db.SaveChangesAsync(ct);
        await change.Commit(ct);
        await context.Show<RecoveryCodesPage, RecoveryCodesModel>(new RecoveryCodesModel(codes));
    }

    public static async Task TurnOff(HttpContext context, UserManager<User> users, SecondFactors factors, Sessions sessions, Writing write)
    {
        var ct = context.RequestAborted;
        await PostedForm.Read(context);
        var user = (await users.FindByIdAsync(context.Visitor()!.UserId.ToString("D")))!;
        await using var change = await write.Begin(ct);
        await factors.Forget(user, ct);
        await Tell(context, write, user, "taken away");
        await sessions.Renew(context, user, ct);
        await write.Db.SaveChangesAsync(ct);
        await change.Commit(ct);
        context.SeeOther("/account/?done=second-factor-off");
    }

    public static async Task NewCodes(HttpContext context, UserManager<User> users, SecondFactors factors, Writing write)
    {
        var ct = context.RequestAborted;
        await PostedForm.Read(context);
        var user = (await users.FindByIdAsync(context.Visitor()!.UserId.ToString("D")))!;
        await using var change = await write.Begin(ct);
        var codes = await factors.NewCodes(user, ct);
        await Tell(context, write, user, "new recovery codes");
        await change.Commit(ct);
        await context.Show<RecoveryCodesPage, RecoveryCodesModel>(new RecoveryCodesModel(codes));
    }

    private static Task<long> Tell(HttpContext context, Writing write, User user, string what) => write.Db.Record(write.Now,
        "user:second-factor-change", project: null, user.Name, Posting.Facts(user, context, ("what", what)), context.RequestAborted);

    private static Task Offer(HttpContext context, Seals seals, User user, byte[] key, string? fault)
    {
        var sealedKey = seals.Seal(Purpose, Life, user.Id.ToString("D"), Convert.ToBase64String(key));
        var groups = string.Join(' ', Totp.Base32(key).Chunk(4).Select(four => new string(four)));
        var link = Totp.Link(key, context.RequestServices.GetRequiredService<PublicAddress>().Host, user.Name);
        return context.Show<SecondFactorPage, SecondFactorModel>(
            new SecondFactorModel(IsOn: false, 0, new NewAuthenticator(groups, link, sealedKey), fault), fault is null ? 200 : 400);
    }
}
