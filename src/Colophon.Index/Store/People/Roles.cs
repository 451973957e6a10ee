using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Rules;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.People;

/// <summary>What a change of a project's people has come to.</summary>
/// <param name="Entry">Its entry in the history; null when all was so already.</param>
internal sealed record RoleDone(long? Entry);

/// <summary>
/// Gives, changes and takes roles of projects, for pages, verbs and the API alike: inside the caller's change, with one event each. A
/// project always keeps an owner (threats.md F27).
/// </summary>
internal static class Roles
{
    /// <summary>In the order in which they are shown.</summary>
    public static IReadOnlyList<string> All { get; } = [ProjectRole.Owner, ProjectRole.Maintainer];

    public static Fault? FaultIn(string role) =>
        All.Contains(role) ? null : RoleProblems.NoRole.Because($"'{Shown(role)}' is no role; expected {string.Join(" or ", All)}.");

    public static async Task<Parsed<RoleDone>> SetRole(this ColophonDb db, Project project, User user, string role, Doer doer,
        CancellationToken ct)
    {
        if (FaultIn(role) is { } fault) return fault;
        var has = await db.Roles.FirstOrDefaultAsync(r => r.ProjectId == project.Id && r.UserId == user.Id, ct);
        if (has?.Role == role) return new RoleDone(Entry: null);
        if (has is not null && await db.WhyOwnerStays(project, has, ct) is { } last) return last;

        var before = has?.Role;
        if (has is null) db.Roles.Add(new ProjectRole { ProjectId = project.Id, UserId = user.Id, Role = role });
        else has.Role = role;
        if (before == ProjectRole.Owner) await db.EndInvitationsBy(project, user, ct);
        return new RoleDone(await db.Tell(before is null ? "role:add" : "role:change", project, user, doer,
            new() { ["role"] = role, ["before"] = before }, ct));
    }

    /// <summary>Takes the person's role; people take their own the same way.</summary>
    public static async Task<Parsed<RoleDone>> RemoveRole(this ColophonDb db, Project project, User user, Doer doer, CancellationToken ct)
    {
        var has = await db.Roles.FirstOrDefaultAsync(r => r.ProjectId == project.Id && r.UserId == user.Id, ct);
        if (has is null) return RoleProblems.NoMember.Because($"'{user.Name}' has no role in the project '{project.Name}'.");
        if (await db.WhyOwnerStays(project, has, ct) is { } last) return last;

        db.Roles.Remove(has);
        await db.EndInvitationsBy(project, user, ct);
        return new RoleDone(await db.Tell("role:remove", project, user, doer, new() { ["role"] = has.Role }, ct));
    }

    /// <summary>The person of this name, if there is one with a role in the project.</summary>
    public static async Task<Parsed<User>> MemberOf(this ColophonDb db, Project project, string name, CancellationToken ct)
    {
        var normalized = User.Normalize(name);
        var user = await db.Users.FirstOrDefaultAsync(u => u.NormalizedUserName == normalized
            && db.Roles.Any(r => r.ProjectId == project.Id && r.UserId == u.Id), ct);
        return user is null ? RoleProblems.NoMember.Because($"'{Shown(name)}' has no role in the project '{project.Name}'.") : user;
    }

    /// <summary>Asked inside the change: of two owners who remove each other at once, one stays.</summary>
    private static async Task<Fault?> WhyOwnerStays(this ColophonDb db, Project project, ProjectRole has, CancellationToken ct) =>
        has.Role == ProjectRole.Owner
            && !await db.Roles.AnyAsync(r => r.ProjectId == project.Id && r.UserId != has.UserId && r.Role == ProjectRole.Owner, ct)
                ? RoleProblems.LastOwner.Because($"This is the only owner of the project '{project.Name}'.")
                : null;

    /// <summary>What somebody handed on as an owner ends with that (threats.md F26).</summary>
    private static Task<int> EndInvitationsBy(this ColophonDb db, Project project, User user, CancellationToken ct) =>
        db.Invitations.Where(i => i.ProjectId == project.Id && i.InvitedBy == user.UserName).ExecuteDeleteAsync(ct);

    private static Task<long> Tell(this ColophonDb db, string @event, Project project, User user, Doer doer,
        Dictionary<string, string?> facts, CancellationToken ct)
    {
        (facts["person"], facts["user"]) = (user.Id.ToString("D"), user.Name);
        return db.Record(doer.Now, @event, project.NormalizedName, doer.Name, facts, ct);
    }

    internal static string Shown(string text) => text.Length > 100 ? text[..100] + "…" : text;
}
