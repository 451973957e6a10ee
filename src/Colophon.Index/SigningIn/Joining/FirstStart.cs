using Colophon.Index.SigningIn.Pages;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.People;
using Colophon.Index.Web;
using Colophon.Index.Web.Pages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.SigningIn.Joining;

/// <summary>
/// Makes the operator's account on an index that has none, by a link that the first start prints: <c>/first-start/{secret}</c>. It is
/// worth nothing from the moment that somebody has an account.
/// </summary>
internal static class FirstStart
{
    /// <summary>Who invites the operator.</summary>
    public const string Itself = "first start";

    private static readonly TimeSpan Life = TimeSpan.FromHours(24);

    /// <summary>A new link, good for a day; null on an index where somebody has an account.</summary>
    public static async Task<string?> Link(IServiceProvider services, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var write = scope.ServiceProvider.GetRequiredService<Writing>();
        await using var change = await write.Begin(ct);
        if (await write.Db.Users.AnyAsync(ct)) return null;

        var (secret, now) = (Secrets.Make(), write.Now);
        write.Db.Invitations.Add(new Invitation
        {
            Id = Guid.CreateVersion7(now),
            SecretSha256 = Secrets.HashOf(secret),
            Email = "",
            InvitedBy = Itself,
            Expires = now + Life,
        });
        await write.Db.SaveChangesAsync(ct);
        await change.Commit(ct);
        return $"{services.GetRequiredService<PublicAddress>().Url}/first-start/{secret}";
    }

    public static async Task Show(HttpContext context, Writing write)
    {
        await Find(context, write);
        await Draw(context, "", "", fault: null);
    }

    public static async Task Use(HttpContext context, Writing write, NewAccounts accounts, Entering entering)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        await using var change = await write.Begin(ct);
        await Find(context, write); // in turn: of two who come at once one is the first
        var made = NewPeople.FaultInEmail(form["email"]) is { } noEmail
            ? (null, noEmail)
            : await accounts.Make(new NewAccount(form["name"], form["email"], form.Raw("password")), ct, isOperator: true);
        if (made.User is not { } user)
        {
            await Draw(context, form["name"], form["email"], made.Fault);
            return;
        }

        await write.Db.Invitations.Where(i => i.InvitedBy == Itself).ExecuteDeleteAsync(ct);
        await entering.Begin(context, user, Proof.Password, ct);
        await change.Commit(ct);
        context.SeeOther("/account/?done=set-up");
    }

    private static async Task Find(HttpContext context, Writing write)
    {
        var ct = context.RequestAborted;
        var invitation = await write.Db.InvitationOf((string)context.Request.RouteValues["secret"]!, write.Now, ct);
        if (invitation is not { InvitedBy: Itself } || await write.Db.Users.AnyAsync(ct))
            throw WebProblems.NotFound.Refuse("This link was used, has expired, or never was. The operator's account can be made with "
                + "`colophon-index user add NAME --email ADDRESS --admin`.");
    }

    private static Task Draw(HttpContext context, string name, string email, string? fault)
    {
        context.KeepAddressSecret();
        return context.Show<FirstStartPage, FirstStartModel>(new FirstStartModel(name, email, fault), fault is null ? 200 : 400);
    }
}
