using Colophon.Index.SigningIn.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Web;
using Colophon.Index.Web.Pages;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;

namespace Colophon.Index.SigningIn.Passkeys;

/// <summary>Lists, adds, renames and removes a person's passkeys: <c>/account/passkeys</c>.</summary>
internal static class ManagePasskeys
{
    private const int Most = 20;
    private const int LongestName = 60;

    public static Task Show(HttpContext context, UserManager<User> users, PasskeyQuestions questions) =>
        Draw(context, users, questions, fault: null);

    public static async Task Add(HttpContext context, UserManager<User> users, PasskeyQuestions questions, Writing write)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        var user = await Self(context, users);
        await using var change = await write.Begin(ct);
        var count = (await users.GetPasskeysAsync(user)).Count;
        if (count >= Most || await questions.JudgeNew(context, user.Id, form["asked"], form["credential"]) is not { } passkey
            || !await questions.Answered(write.Db, form["asked"], ct))
        {
            await Draw(context, users, questions, count >= Most
                ? $"You have {count} passkeys, which is the most there can be. Remove one first."
                : "The passkey was not made: this device has one already, or the page was too old. Try again.");
            return;
        }

        passkey.Name = NameIn(form, $"Passkey {count + 1}");
        await users.AddOrUpdatePasskeyAsync(user, passkey);
        await Tell(context, write, user, "user:passkey-add", passkey);
        await change.Commit(ct);
        context.SeeOther("/account/passkeys");
    }

    public static async Task Rename(HttpContext context, UserManager<User> users, Writing write)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        var user = await Self(context, users);
        await using var change = await write.Begin(ct);
        var passkey = await users.GetPasskeyAsync(user, IdIn(form)) ?? throw Standings.Nothing();
        passkey.Name = NameIn(form, passkey.Name ?? "Passkey");
        await users.AddOrUpdatePasskeyAsync(user, passkey);
        await Tell(context, write, user, "user:passkey-rename", passkey);
        await change.Commit(ct);
        context.SeeOther("/account/passkeys");
    }

    public static async Task Remove(HttpContext context, UserManager<User> users, Sessions sessions, Writing write)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        var user = await Self(context, users);
        await using var change = await write.Begin(ct);
        var passkey = await users.GetPasskeyAsync(user, IdIn(form)) ?? throw Standings.Nothing();
        await users.RemovePasskeyAsync(user, passkey.CredentialId);
        await Tell(context, write, user, "user:passkey-remove", passkey);
        await sessions.Renew(context, user, ct);
        await write.Db.SaveChangesAsync(ct);
        await change.Commit(ct);
        context.SeeOther("/account/passkeys");
    }

    private static async Task Draw(HttpContext context, UserManager<User> users, PasskeyQuestions questions, string? fault)
    {
        var user = await Self(context, users);
        var rows = (await users.GetPasskeysAsync(user)).OrderBy(p => p.CreatedAt).Select(p => new PasskeyRow(
            WebEncoders.Base64UrlEncode(p.CredentialId), p.Name ?? "Passkey", p.CreatedAt, p.IsBackedUp));
        await context.Show<PasskeysPage, PasskeysModel>(
            new PasskeysModel([.. rows], await questions.ToMake(context, user), fault), fault is null ? 200 : 400);
    }

    private static Task<long> Tell(HttpContext context, Writing write, User user, string @event, UserPasskeyInfo passkey) =>
        write.Db.Record(write.Now, @event, project: null, user.Name,
            Posting.Facts(user, context, ("name", passkey.Name)), context.RequestAborted);

    private static async Task<User> Self(HttpContext context, UserManager<User> users) =>
        (await users.FindByIdAsync(context.Visitor()!.UserId.ToString("D")))!;

    private static string NameIn(PostedForm form, string otherwise) =>
        form["name"] is { Length: > 0 } name ? name[..Math.Min(name.Length, LongestName)] : otherwise;

    private static byte[] IdIn(PostedForm form)
    {
        try { return WebEncoders.Base64UrlDecode(form["passkey"]); }
        catch (FormatException) { throw Standings.Nothing(); }
    }
}
