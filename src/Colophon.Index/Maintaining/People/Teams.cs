using Colophon.Index.Maintaining.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.People;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Maintaining.People;

/// <summary>Who looks after a project, as pages and the API show it.</summary>
internal static class Teams
{
    /// <summary>Owners first.</summary>
    public static async Task<IReadOnlyList<MemberRow>> TeamOf(this ColophonDb db, Guid projectId, CancellationToken ct) =>
        [.. (await db.Roles.Where(r => r.ProjectId == projectId)
            .Join(db.Users, r => r.UserId, u => u.Id, (r, u) => new { u.UserName, r.Role }).ToListAsync(ct))
            .OrderBy(one => one.Role == ProjectRole.Owner ? 0 : 1).ThenBy(one => one.UserName, StringComparer.OrdinalIgnoreCase)
            .Select(one => new MemberRow(one.UserName!, one.Role))];

    /// <summary>Null: the person has no role in it.</summary>
    public static async Task<MemberRow?> MemberNamed(this ColophonDb db, Guid projectId, string name, CancellationToken ct)
    {
        var normalized = User.Normalize(name);
        return await db.Roles.Where(r => r.ProjectId == projectId)
            .Join(db.Users.Where(u => u.NormalizedUserName == normalized), r => r.UserId, u => u.Id,
                (r, u) => new MemberRow(u.UserName!, r.Role)).FirstOrDefaultAsync(ct);
    }

    public static InvitationRow RowOf(OpenInvitation invitation) =>
        new(invitation.Id.ToString("D"), invitation.To, invitation.Role, invitation.InvitedBy, invitation.Expires);
}
