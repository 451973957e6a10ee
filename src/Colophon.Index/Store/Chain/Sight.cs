using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Entities.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Chain;

/// <summary>
/// Whose eyes which entries are for. The history keeps names, and a name may come to belong to others: nobody sees what was before the
/// project or the account was made that has the name now (threats.md F26).
/// </summary>
internal static class Sight
{
    /// <summary>Of projects that are there, since they are.</summary>
    public static IQueryable<HistoryEntry> OfLivingProjects(this IQueryable<HistoryEntry> entries, ColophonDb db) =>
        entries.Where(e => db.Projects.Any(p => p.NormalizedName == e.Project && p.Created <= e.At));

    /// <summary>Of projects that the person has a role in now.</summary>
    public static IQueryable<HistoryEntry> OfProjectsOf(this IQueryable<HistoryEntry> entries, ColophonDb db, Guid userId) =>
        entries.Where(e => db.Projects.Any(p => p.NormalizedName == e.Project && p.Created <= e.At
            && db.Roles.Any(r => r.ProjectId == p.Id && r.UserId == userId)));

    /// <summary>What the person did, and what was done to the person's account and roles.</summary>
    public static IQueryable<HistoryEntry> About(this IQueryable<HistoryEntry> entries, User user)
    {
        var (name, created, mention) = (user.Name, user.Created, $"%\"person\":\"{user.Id:D}\"%");
        return entries.Where(e => e.At >= created && (e.Actor == name || EF.Functions.Like(e.Details, mention)));
    }
}
