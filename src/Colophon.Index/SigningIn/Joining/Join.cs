using Colophon.Index.SigningIn.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.People;
using Colophon.Index.Web;
using Colophon.Index.Web.Pages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.SigningIn.Joining;

/// <summary>
/// Takes up an invitation: a role for who has an account of its address, an account first for who has none: <c>/invitation/{secret}</c>.
/// </summary>
internal static class Join
{
    public static async Task Show(HttpContext context, Writing write) =>
        await Draw(context, write, await Find(context, write), "", fault: null);

    public static async Task Use(HttpContext context, Writing write, NewAccounts accounts, Entering entering, ChangeFeed feed)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        var invitation = await Find(context, write);
        var user = await write.Db.UserOf(invitation.Email, ct);
        if (user is not null && context.Visitor()?.UserId != user.Id)
        {
            await Draw(context, write, invitation, "", fault: null); // it asks to sign in, or says that it is another's
            return;
        }

        await using var change = await write.Begin(ct);
        if (user is not null && form.Has("decline"))
        {
            await Decline(write, invitation, user, ct);
            await change.Commit(ct);
            context.SeeOther("/account/");
            return;
        }

        if (user is null)
        {
            var made = await accounts.Make(new NewAccount(form["name"], invitation.Email, form.Raw("password")), ct);
            if (made.Fault is { } fault)
            {
                await Draw(context, write, invitation, form["name"], fault);
                return;
            }

            user = made.User!;
            await entering.Begin(context, user, Proof.Password, ct);
        }

        var (isTaken, project, role) = await write.Db.TakeUp(invitation, user, ct);
        if (!isTaken) throw Gone();
        var entry = await write.Db.Record(write.Now, project is null ? "invitation:accept" : "role:accept", project?.NormalizedName,
            user.Name, Facts(invitation, user, role), ct);
        await change.Commit(ct);
        if (project is not null) feed.Announce(project.NormalizedName, entry);
        context.SeeOther("/account/?done=joined");
    }

    private static async Task Decline(Writing write, Invitation invitation, User user, CancellationToken ct)
    {
        await write.Db.Invitations.Where(i => i.Id == invitation.Id).ExecuteDeleteAsync(ct);
        var project = await write.Db.Projects.Where(p => p.Id == invitation.ProjectId).Select(p => p.NormalizedName)
            .FirstOrDefaultAsync(ct);
        await write.Db.Record(write.Now, project is null ? "invitation:decline" : "role:decline", project, user.Name,
            Facts(invitation, user, invitation.Role), ct);
    }

    private static Dictionary<string, string?> Facts(Invitation invitation, User user, string? role) => new()
    {
        ["person"] = user.Id.ToString("D"),
        ["user"] = user.Name,
        ["role"] = role,
        ["by"] = invitation.InvitedBy,
        ["invitation"] = invitation.Id.ToString("D"),
    };

    private static async Task<Invitation> Find(HttpContext context, Writing write) =>
        await write.Db.InvitationOf((string)context.Request.RouteValues["secret"]!, write.Now, context.RequestAborted)
            is { InvitedBy: not FirstStart.Itself } invitation ? invitation : throw Gone();

    private static Refusal Gone() =>
        WebProblems.NotFound.Refuse("This invitation was used, was withdrawn, has expired, or never was. Ask for another.");

    private static async Task Draw(HttpContext context, Writing write, Invitation invitation, string name, string? fault)
    {
        var ct = context.RequestAborted;
        var project = invitation.ProjectId is { } id
            ? await write.Db.Projects.Where(p => p.Id == id).Select(p => p.Name).FirstAsync(ct)
            : null;
        var user = await write.Db.UserOf(invitation.Email, ct);
        var standing = (user, context.Visitor()) switch
        {
            (null, null) => JoinStanding.New,
            (null, _) => JoinStanding.Another,
            ({ } known, { } visitor) when known.Id == visitor.UserId => JoinStanding.Ready,
            (_, null) => JoinStanding.SignInFirst,
            _ => JoinStanding.Another,
        };
        context.KeepAddressSecret();
        await context.Show<JoinPage, JoinModel>(
            new JoinModel(standing, invitation.Email, project, invitation.Role, invitation.InvitedBy, name, fault),
            fault is null ? 200 : 400);
    }
}

/// <summary>Pages whose address is the secret.</summary>
internal static class SecretAddresses
{
    /// <summary>No page hears of it, and no cache keeps what it shows (threats.md F20).</summary>
    public static void KeepAddressSecret(this HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
    }
}
