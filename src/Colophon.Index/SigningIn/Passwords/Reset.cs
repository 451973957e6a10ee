using Colophon.Index.SigningIn.Joining;
using Colophon.Index.SigningIn.Pages;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.Passwords;
using Colophon.Index.Web;
using Colophon.Index.Web.Pages;
using Microsoft.AspNetCore.Identity;

namespace Colophon.Index.SigningIn.Passwords;

/// <summary>Sets a new password by a link that was mailed; every browser is signed out: <c>/reset/{link}</c>.</summary>
internal static class Reset
{
    public static async Task Show(HttpContext context, Kept kept, UserManager<User> users) =>
        await Draw(context, await Find(context, kept, users), fault: null);

    public static async Task Use(HttpContext context, Kept kept, UserManager<User> users, NewPasswords passwords, Writing write)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        await using var change = await write.Begin(ct);
        var user = await Find(context, kept, users); // in turn: a link is used once
        if (PasswordRules.FaultIn(form.Raw("password"), user.Name, user.Email!) is { } fault)
        {
            await Draw(context, user, fault);
            return;
        }

        user.EmailConfirmed = true; // the link came by it
        await passwords.Set(context, user, form.Raw("password"), "by a link");
        await write.Db.SaveChangesAsync(ct);
        await change.Commit(ct);
        context.SeeOther("/sign-in?return=%2Faccount%2F");
    }

    private static async Task<User> Find(HttpContext context, Kept kept, UserManager<User> users) =>
        await kept.Link(Kept.ResetLink, (string)context.Request.RouteValues["link"]!, context.RequestAborted) is var (userId, _)
        && await users.FindByIdAsync(userId.ToString("D")) is { IsDisabled: false } user
            ? user
            : throw WebProblems.NotFound.Refuse("This link was used, has expired, was replaced by a newer one, or ended when "
                + "you signed in. Ask for another at /forgotten.");

    private static Task Draw(HttpContext context, User user, string? fault)
    {
        context.KeepAddressSecret();
        return context.Show<NewPasswordPage, NewPasswordModel>(
            new NewPasswordModel("Set a new password", user.Name, fault), fault is null ? 200 : 400);
    }
}
