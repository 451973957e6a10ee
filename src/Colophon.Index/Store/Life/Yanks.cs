using Colophon.Index.Store.Entities;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Life;

/// <summary>Which files installers are to pass over, and why (PEP 592).</summary>
internal static class Yanks
{
    /// <summary>
    /// File → reason, empty where none was given. A file counts as yanked if it or its release was; its own reason goes before the
    /// release's.
    /// </summary>
    public static async Task<IReadOnlyDictionary<Guid, string>> Yanked(this ColophonDb db, Guid projectId, CancellationToken ct)
    {
        var rows = await (
            from file in db.Files
            where file.ProjectId == projectId
            join release in db.Releases on file.ReleaseId equals release.Id
            where file.Yanked || release.Yanked
            select new { file.Id, Own = file.YankedReason, release.YankedReason }).AsNoTracking().ToListAsync(ct);
        return rows.ToDictionary(row => row.Id, row => row.Own ?? row.YankedReason ?? "");
    }

    /// <summary>The same of one file; null when it is not yanked.</summary>
    public static string? Reason(ReleaseFile file, Release? release) =>
        file.Yanked || release?.Yanked == true ? file.YankedReason ?? release?.YankedReason ?? "" : null;
}
