using Colophon.Index.SigningIn.Joining;
using Colophon.Index.SigningIn.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.People;
using Colophon.Index.Web;
using Colophon.Index.Web.Pages;
using Microsoft.AspNetCore.Identity;

namespace Colophon.Index.SigningIn.SingleSignOn;

/// <summary>
/// What a sign-on comes to. Accounts are found by issuer and subject and never by an address, which the next person may have
/// (threats.md F33).
/// </summary>
internal sealed class SignOnEnds(Settings settings, UserManager<User> users, Entering entering, Proving proving, Writing write, Seals seals)
{
    private const string Purpose = "new by sign-on";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(30);

    private SignOnSetting Setting => settings.SingleSignOn ?? throw Standings.Nothing();

    public bool IsFresh(SignOnPerson person, TimeSpan within) => person.SignedIn is { } at && write.Now - at < within;

    public async Task Enter(HttpContext context, SignOnPerson person, string way)
    {
        Admit(person);
        var user = await users.FindByLoginAsync(person.Issuer, person.Subject);
        if (user is { IsDisabled: false })
        {
            await entering.Go(context, user, Proof.SignOn, way);
            return;
        }

        if (user is not null || !Setting.CreateAccounts || person.Email is not { } email)
            throw SigningInProblems.SignOnUnknown.Refuse($"{Setting.Name} let you in, and no account here is connected to it"
                + (person.Email is null && Setting.CreateAccounts ? "; it told no verified e-mail address to make one with." : "."));
        if (await write.Db.UserOf(email, context.RequestAborted) is not null)
            throw SigningInProblems.SignOnUnknown.Refuse($"An account of {email} is there, and it is not connected to {Setting.Name}.");
        await Draw(context, person, Suggested(person), fault: null);
    }

    /// <summary>The person has chosen a name.</summary>
    public async Task Make(HttpContext context, NewAccounts accounts)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        if (seals.Open(Purpose, form["who"]) is not [var issuer, var subject, var email] || !Setting.CreateAccounts)
            throw SigningInProblems.SignOnFailed.Refuse("This page was too old.");
        var person = new SignOnPerson(issuer, subject, email, null, null);
        await using var change = await write.Begin(ct);
        if (await users.FindByLoginAsync(issuer, subject) is not null)
            throw SigningInProblems.SignOnFailed.Refuse("This account was made before.");
        var made = await accounts.Make(new NewAccount(form["name"], email, Password: null), ct);
        if (made.User is not { } user)
        {
            await Draw(context, person, form["name"], made.Fault);
            return;
        }

        await users.AddLoginAsync(user, new UserLoginInfo(issuer, subject, Setting.Name));
        await entering.Begin(context, user, Proof.SignOn, ct);
        await change.Commit(ct);
        context.SeeOther("/account/?done=set-up");
    }

    public async Task Proved(HttpContext context, SignOnPerson person, string way)
    {
        Admit(person);
        var user = await users.FindByLoginAsync(person.Issuer, person.Subject);
        if (user is null || user.Id != context.Visitor()?.UserId)
            throw SigningInProblems.SignOnUnknown.Refuse($"{Setting.Name} let somebody in who is not the owner of this account.");
        await proving.Done(context, user, Proof.SignOn, way);
    }

    public async Task Connect(HttpContext context, SignOnPerson person)
    {
        Admit(person);
        var ct = context.RequestAborted;
        var user = (await users.FindByIdAsync(context.Visitor()!.UserId.ToString("D")))!;
        await using var change = await write.Begin(ct);
        if (await users.FindByLoginAsync(person.Issuer, person.Subject) is { } owner && owner.Id != user.Id)
            throw SigningInProblems.SignOnUnknown.Refuse("Another account is connected to this sign-on already.");
        await users.AddLoginAsync(user, new UserLoginInfo(person.Issuer, person.Subject, Setting.Name));
        var facts = Posting.Facts(user, context, ("name", Setting.Name));
        await write.Db.Record(write.Now, "user:sign-on-connect", project: null, user.Name, facts, ct);
        await change.Commit(ct);
        context.SeeOther("/account/?done=sign-on");
    }

    public async Task Disconnect(HttpContext context)
    {
        var ct = context.RequestAborted;
        await PostedForm.Read(context);
        var user = (await users.FindByIdAsync(context.Visitor()!.UserId.ToString("D")))!;
        await using var change = await write.Begin(ct);
        if (user.PasswordHash is null && (await users.GetPasskeysAsync(user)).Count == 0)
            throw SigningInProblems.LastWayIn.Refuse($"Without {Setting.Name} nobody could sign in to this account. Nothing was changed.");
        foreach (var login in (await users.GetLoginsAsync(user)).Where(login => login.LoginProvider == Setting.Authority))
            await users.RemoveLoginAsync(user, login.LoginProvider, login.ProviderKey);
        await write.Db.Record(write.Now, "user:sign-on-disconnect", project: null, user.Name, ct: ct);
        await change.Commit(ct);
        context.SeeOther("/account/?done=sign-on-off");
    }

    /// <summary>The operator may let in some domains only; the address must be verified for that.</summary>
    private void Admit(SignOnPerson person)
    {
        var domain = person.Email?.Split('@')[^1];
        if (Setting.AllowedDomains.Count > 0 && !Setting.AllowedDomains.Contains(domain, StringComparer.OrdinalIgnoreCase))
            throw SigningInProblems.SignOnUnknown.Refuse(
                $"This index takes people with a verified address of {string.Join(", ", Setting.AllowedDomains)} from {Setting.Name}.");
    }

    private static string Suggested(SignOnPerson person) =>
        new([.. (person.Name ?? person.Email!.Split('@')[0]).Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.').Take(50)]);

    private Task Draw(HttpContext context, SignOnPerson person, string name, string? fault)
    {
        context.Response.Headers.CacheControl = "no-store";
        var who = seals.Seal(Purpose, Life, person.Issuer, person.Subject, person.Email!);
        return context.Show<NewBySignOnPage, NewBySignOnModel>(
            new NewBySignOnModel(name, person.Email!, Setting.Name, who, fault), fault is null ? 200 : 400);
    }
}
