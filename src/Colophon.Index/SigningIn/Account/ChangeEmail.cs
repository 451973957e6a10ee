using Colophon.Index.SigningIn.Joining;
using Colophon.Index.SigningIn.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.Messages;
using Colophon.Index.Store.People;
using Colophon.Index.Web;
using Colophon.Index.Web.Limits;
using Colophon.Index.Web.Pages;
using Microsoft.AspNetCore.Identity;

namespace Colophon.Index.SigningIn.Account;

/// <summary>
/// Changes a person's address: a link goes to the new one, and the old one is told when it was used (threats.md F33):
/// <c>/account/email</c> and <c>/email/{link}</c>.
/// </summary>
internal static class ChangeEmail
{
    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    public static Task Show(HttpContext context) => Draw(context, "", fault: null);

    public static async Task Ask(HttpContext context, UserManager<User> users, Kept kept, RateLimits limits, Writing write)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        if (NewPeople.FaultInEmail(form["email"]) is { } fault)
        {
            await Draw(context, form["email"], fault);
            return;
        }

        SignUp.Count(context, limits, form["email"]);
        var user = (await users.FindByIdAsync(context.Visitor()!.UserId.ToString("D")))!;
        await using var change = await write.Begin(ct);
        var link = await kept.PutLink(user.Id, Kept.EmailLink, Life, ct, with: form["email"]);
        if (await write.Db.UserOf(form["email"], ct) is null) // of an address that is taken nobody hears anything
            context.RequestServices.GetRequiredService<Posting>()
                .Post(Letters.EmailVerification, form["email"], $"/email/{link}", user.Name);
        await write.Db.Record(write.Now, "user:email-ask", project: null, user.Name, ct: ct);
        await change.Commit(ct);
        context.SeeOther("/account/email/sent");
    }

    public static Task Sent(HttpContext context) => context.Show<NoticePage, NoticeModel>(new NoticeModel("Look into your mail",
        ["A mail is on its way to the new address. Your address changes when you open the link in it; it works for a day."],
        "/account/", "Back to your account"));

    public static async Task ShowConfirm(HttpContext context, Kept kept)
    {
        var (_, email) = await Find(context, kept);
        context.KeepAddressSecret();
        await context.Show<ConfirmEmailPage, ConfirmEmailModel>(new ConfirmEmailModel(email));
    }

    public static async Task Confirm(HttpContext context, UserManager<User> users, Kept kept, Writing write)
    {
        var ct = context.RequestAborted;
        await PostedForm.Read(context);
        await using var change = await write.Begin(ct);
        var (userId, email) = await Find(context, kept); // in turn: a link is used once
        await kept.Remove(userId, Kept.EmailLink, ct);
        await kept.Remove(userId, Kept.ResetLink, ct); // it went to the old address
        if (await write.Db.UserOf(email, ct) is not null) throw Gone();

        var user = (await users.FindByIdAsync(userId.ToString("D")))!;
        // Told first: the letter goes to the address that the account still has.
        await write.Db.Record(write.Now, "user:email-change", project: null, user.Name, Posting.Facts(user, context), ct);
        (user.Email, user.NormalizedEmail, user.EmailConfirmed) = (email, User.Normalize(email), true);
        await write.Db.SaveChangesAsync(ct);
        await change.Commit(ct);
        context.SeeOther("/account/?done=email");
    }

    private static async Task<(Guid UserId, string Email)> Find(HttpContext context, Kept kept) =>
        await kept.Link(Kept.EmailLink, (string)context.Request.RouteValues["link"]!, context.RequestAborted) ?? throw Gone();

    private static Refusal Gone() =>
        WebProblems.NotFound.Refuse("This link was used, has expired, or was replaced by a newer one. "
            + "Ask for another on your account page.");

    private static Task Draw(HttpContext context, string email, string? fault) =>
        context.Show<EmailPage, EmailModel>(new EmailModel(email, fault), fault is null ? 200 : 400);
}
