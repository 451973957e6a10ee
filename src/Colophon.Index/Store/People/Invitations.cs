using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Entities.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.People;

/// <summary>Makes invitations and lets people take them up, each once.</summary>
internal static class Invitations
{
    /// <summary>Adds one, inside the caller's change; the secret is for the mail alone.</summary>
    /// <param name="role">Of the project; null without one.</param>
    public static string Invite(this ColophonDb db, string email, Project? project, string? role, string by, DateTimeOffset now)
    {
        var secret = Secrets.Make();
        db.Invitations.Add(new Invitation
        {
            Id = Guid.CreateVersion7(now),
            SecretSha256 = Secrets.HashOf(secret),
            Email = email,
            ProjectId = project?.Id,
            Role = project is null ? null : role,
            InvitedBy = by,
            Expires = now + Invitation.Life,
        });
        return secret;
    }

    /// <summary>Null: used, withdrawn, expired, or never made.</summary>
    public static Task<Invitation?> InvitationOf(this ColophonDb db, string secret, DateTimeOffset now, CancellationToken ct)
    {
        var hash = Secrets.HashOf(secret);
        return db.Invitations.AsNoTracking().FirstOrDefaultAsync(i => i.SecretSha256 == hash && i.Expires > now, ct);
    }

    /// <summary>
    /// Uses it up and gives the person the role that it names, inside the caller's change. An owner who takes a lesser one stays owner.
    /// </summary>
    /// <returns>The project whose people changed and the role that the person has in it now; null where there is none.</returns>
    public static async Task<(bool Taken, Project? Project, string? Role)> TakeUp(this ColophonDb db, Invitation invitation, User user,
        CancellationToken ct)
    {
        if (await db.Invitations.Where(i => i.Id == invitation.Id).ExecuteDeleteAsync(ct) == 0) return (false, null, null);
        if (invitation.ProjectId is not { } id || invitation.Role is not { } role) return (true, null, null);

        var project = await db.Projects.FirstAsync(p => p.Id == id, ct);
        var has = await db.Roles.FirstOrDefaultAsync(r => r.ProjectId == id && r.UserId == user.Id, ct);
        if (has is null) db.Roles.Add(new ProjectRole { ProjectId = id, UserId = user.Id, Role = role });
        else if (has.Role != ProjectRole.Owner) has.Role = role;
        return (true, project, has?.Role ?? role);
    }
}
