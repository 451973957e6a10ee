using Colophon.Index.SigningIn.Pages;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Web;
using Colophon.Index.Web.Pages;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.SigningIn.Account;

/// <summary>A person's account at a glance: <c>/account/</c>.</summary>
internal static class Overview
{
    /// <summary>What a form that was sent a moment ago has done; the address names it, nothing of the address is shown.</summary>
    private static readonly Dictionary<string, string> Done = new(StringComparer.Ordinal)
    {
        ["set-up"] = "Your account is ready. The link that brought you here does not work again.",
        ["joined"] = "The invitation is accepted.",
        ["password"] = "Your password is changed. Other browsers are signed out.",
        ["email"] = "Your address is changed.",
        ["second-factor-off"] = "The second factor is off. Other browsers are signed out.",
        ["sign-on"] = "Your account and the sign-on are connected.",
        ["sign-on-off"] = "The sign-on is disconnected.",
    };

    public static async Task Show(HttpContext context, UserManager<User> users, Settings settings, Writing write)
    {
        var ct = context.RequestAborted;
        var user = (await users.FindByIdAsync(context.Visitor()!.UserId.ToString("D")))!;
        var model = new AccountModel(user.Name, user.Email!, user.Created)
        {
            Done = Done.GetValueOrDefault(context.Request.Query["done"].ToString()),
            HasPassword = user.PasswordHash is not null,
            HasSecondFactor = user.TwoFactorEnabled,
            Passkeys = (await users.GetPasskeysAsync(user)).Count,
            Sessions = await write.Db.Sessions.CountAsync(s => s.UserId == user.Id, ct),
            SignOn = settings.SingleSignOn?.Name,
            IsConnected = settings.SingleSignOn is { } provider
                && (await users.GetLoginsAsync(user)).Any(login => login.LoginProvider == provider.Authority),
            IsOperator = user.IsAdmin,
        };
        await context.Show<AccountPage, AccountModel>(model);
    }
}
