using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.Files;
using Colophon.Index.Store.Messages;
using Colophon.Rules;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.People;

/// <summary>An invitation that can be taken up.</summary>
/// <param name="To">An account's name or an address, as it was typed: of neither the other is told (threats.md F18).</param>
internal sealed record OpenInvitation(Guid Id, string To, string Role, string InvitedBy, DateTimeOffset Expires);

/// <summary>Who is invited to what.</summary>
/// <param name="Who">As typed: an account's name, or an address that may be nobody's yet.</param>
internal sealed record InvitationForm(string Who, string Role);

/// <summary>Invites people to a project and withdraws it, inside the caller's change, with one event each.</summary>
internal static class TeamInvitations
{
    /// <summary>Of one project.</summary>
    private const int Most = 50;

    /// <summary>Queues the letter with the link, sealed; an earlier invitation of the same address ends.</summary>
    public static async Task<Parsed<OpenInvitation>> InviteTo(this ColophonDb db, RootKeys keys, Project project, InvitationForm form,
        Doer doer, CancellationToken ct)
    {
        if (Roles.FaultIn(form.Role) is { } fault) return fault;
        if (!(await db.AddressOf(project, form.Who, ct)).TryGet(out var email, out var nobody)) return nobody;
        var open = await db.Invitations.Where(i => i.ProjectId == project.Id && i.Expires > doer.Now).ToListAsync(ct);
        db.Invitations.RemoveRange(open.Where(i => User.Normalize(i.Email) == User.Normalize(email)));
        if (open.Count >= Most)
            return RoleProblems.TooManyInvitations.Because($"The project '{project.Name}' has {open.Count} open invitations.");

        var secret = db.Invite(email, project, form.Role, doer.Name, doer.Now);
        var hash = Secrets.HashOf(secret);
        var made = db.Invitations.Local.Single(i => i.SecretSha256 == hash);
        db.Post(Letters.Invitation.Write(new Dictionary<string, string?>
        {
            ["project"] = project.Name,
            ["actor"] = doer.Name,
            ["role"] = form.Role,
            ["link"] = $"/invitation/{secret}",
        }).SealedBy(keys), email, doer.Now);
        await db.Record(doer.Now, Event, project.NormalizedName, doer.Name, Facts(made.Id, form.Who, form.Role), ct);
        return new OpenInvitation(made.Id, form.Who, form.Role, doer.Name, made.Expires);
    }

    public static async Task<Parsed<OpenInvitation>> Withdraw(this ColophonDb db, Project project, string id, Doer doer,
        CancellationToken ct)
    {
        var found = (await db.OpenInvitations(project, doer.Now, ct)).FirstOrDefault(i => i.Id.ToString("D") == id);
        if (found is null) return RoleProblems.NoInvitation.Because("The project has no open invitation of this id.");
        await db.Invitations.Where(i => i.Id == found.Id).ExecuteDeleteAsync(ct);
        await db.Record(doer.Now, "role:withdraw", project.NormalizedName, doer.Name, Facts(found.Id, found.To, found.Role), ct);
        return found;
    }

    /// <summary>The newest last. What was typed is in the history: the row has the address alone.</summary>
    public static async Task<IReadOnlyList<OpenInvitation>> OpenInvitations(this ColophonDb db, Project project, DateTimeOffset now,
        CancellationToken ct)
    {
        var rows = await db.Invitations.AsNoTracking().Where(i => i.ProjectId == project.Id && i.Expires > now).ToListAsync(ct);
        if (rows.Count == 0) return [];
        var since = now - Invitation.Life;
        var told = await db.History.AsNoTracking().Where(e => e.Project == project.NormalizedName && e.Event == Event && e.At >= since)
            .Select(e => e.Details).ToListAsync(ct);
        var typed = told.Select(Details.Read)
            .ToLookup(facts => facts.GetValueOrDefault("invitation"), facts => facts.GetValueOrDefault("to"));
        return [.. rows.OrderBy(i => i.Expires).ThenBy(i => i.Id).Select(i => new OpenInvitation(i.Id,
            typed[i.Id.ToString("D")].LastOrDefault() ?? i.Email, i.Role ?? ProjectRole.Maintainer, i.InvitedBy, i.Expires))];
    }

    private const string Event = "role:invite";

    private static async Task<Parsed<string>> AddressOf(this ColophonDb db, Project project, string who, CancellationToken ct)
    {
        if (who.Contains('@', StringComparison.Ordinal))
        {
            return NewPeople.FaultInEmail(who) is null && Outbox.IsAddress(who)
                ? who
                : RoleProblems.NoInvitee.Because($"'{Roles.Shown(who)}' is no e-mail address. Expected for example alice@example.org.");
        }

        var normalized = User.Normalize(who);
        var user = await db.Users.AsNoTracking()
            .FirstOrDefaultAsync(u => u.NormalizedUserName == normalized && u.EmailConfirmed && !u.IsDisabled, ct);
        if (user is null) return RoleProblems.NoInvitee.Because($"There is no account '{Roles.Shown(who)}' on this index.");
        return await db.Roles.Where(r => r.ProjectId == project.Id && r.UserId == user.Id).Select(r => r.Role).FirstOrDefaultAsync(ct)
            is { } role ? RoleProblems.AlreadyMember.Because($"'{user.Name}' is {role} of the project '{project.Name}'.") : user.Email!;
    }

    private static Dictionary<string, string?> Facts(Guid id, string to, string role) =>
        new() { ["invitation"] = id.ToString("D"), ["to"] = to, ["role"] = role };
}
