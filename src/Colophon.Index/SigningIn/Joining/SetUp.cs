using Colophon.Index.SigningIn.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.Passwords;
using Colophon.Index.Store.People;
using Colophon.Index.Web;
using Colophon.Index.Web.Pages;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.SigningIn.Joining;

/// <summary>Sets the first password of an account that the operator made, by a one-time link: <c>/set-up/{secret}</c>.</summary>
internal static class SetUp
{
    public static async Task Show(HttpContext context, Writing write)
    {
        var link = await Find(context, write);
        await Draw(context, await write.Db.Users.AsNoTracking().FirstAsync(u => u.Id == link.UserId, context.RequestAborted), fault: null);
    }

    public static async Task Use(HttpContext context, Writing write, IPasswordHasher<User> hasher, Entering entering)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        var link = await Find(context, write);
        var user = await write.Db.Users.FirstAsync(u => u.Id == link.UserId, ct);
        if (PasswordRules.FaultIn(form.Raw("password"), user.Name, user.Email!) is { } fault)
        {
            await Draw(context, user, fault);
            return;
        }

        await using var change = await write.Begin(ct);
        // used a moment ago
        if (await write.Db.SetupLinks.Where(l => l.SecretSha256 == link.SecretSha256).ExecuteDeleteAsync(ct) == 0) throw Gone();
        user.PasswordHash = hasher.HashPassword(user, form.Raw("password"));
        user.SecurityStamp = Guid.NewGuid().ToString("N");
        await write.Db.Record(write.Now, "user:set-up", project: null, user.Name, ct: ct);
        await entering.Begin(context, user, Proof.Password, ct); // a new account has no second factor
        await change.Commit(ct);
        context.SeeOther("/account/?done=set-up");
    }

    private static async Task<SetupLink> Find(HttpContext context, Writing write)
    {
        var hash = Secrets.HashOf((string)context.Request.RouteValues["secret"]!);
        var now = write.Now;
        return await write.Db.SetupLinks.AsNoTracking()
            .FirstOrDefaultAsync(l => l.SecretSha256 == hash && l.Expires > now, context.RequestAborted) ?? throw Gone();
    }

    private static Refusal Gone() =>
        WebProblems.NotFound.Refuse("This set-up link was used, has expired, or never was. The operator makes another with `colophon-index "
        + "user add`.");

    private static Task Draw(HttpContext context, User user, string? fault)
    {
        context.KeepAddressSecret();
        return context.Show<NewPasswordPage, NewPasswordModel>(
            new NewPasswordModel("Set your password", user.Name, fault), fault is null ? 200 : 400);
    }
}
