using Colophon.Index.SigningIn.Pages;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.Passwords;
using Colophon.Index.Web;
using Colophon.Index.Web.Pages;
using Microsoft.AspNetCore.Identity;

namespace Colophon.Index.SigningIn.Passwords;

/// <summary>
/// Changes a password, or sets the first one of who had only passkeys. The old one is not asked for: whoever gets here proved a short while
/// ago that it is them: <c>/account/password</c>.
/// </summary>
internal static class ChangePassword
{
    public static Task Show(HttpContext context) => Draw(context, fault: null);

    public static async Task Use(HttpContext context, UserManager<User> users, NewPasswords passwords, Sessions sessions, Writing write)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        var user = (await users.FindByIdAsync(context.Visitor()!.UserId.ToString("D")))!;
        if (PasswordRules.FaultIn(form.Raw("password"), user.Name, user.Email!) is { } fault)
        {
            await Draw(context, fault);
            return;
        }

        await using var change = await write.Begin(ct);
        await passwords.Set(context, user, form.Raw("password"), "on the account page");
        await sessions.Renew(context, user, ct);
        await write.Db.SaveChangesAsync(ct);
        await change.Commit(ct);
        context.SeeOther("/account/?done=password");
    }

    private static Task Draw(HttpContext context, string? fault) => context.Show<NewPasswordPage, NewPasswordModel>(
        new NewPasswordModel("Change your password", context.Visitor()!.Name, fault), fault is null ? 200 : 400);
}
