using Colophon.Index.Store;
using Colophon.Index.Store.Life;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating.Life;

/// <summary>Rows that do not agree with each other, for <c>fsck</c>: what the database's own constraints do not hold.</summary>
internal static class RowFaults
{
    /// <summary>What is found while others write is looked at again with the turn to write: only then the rows are of one moment.</summary>
    public static async Task<List<string>> Find(Verb verb, CancellationToken ct)
    {
        if ((await Find(verb.Db, ct)).Count == 0) return [];
        await using var change = await verb.Begin(ct);
        return await Find(verb.Db, ct);
    }

    private static async Task<List<string>> Find(ColophonDb db, CancellationToken ct)
    {
        var faults = await db.Files.Where(f => !db.TakenFileNames.Any(t => t.FileName == f.FileName && t.Sha256 == f.Sha256))
            .Select(f => f.FileName + ": its name is not kept as taken").ToListAsync(ct);
        faults.AddRange(await db.Projects
            .Where(p => db.History.Any(e => e.Project == p.NormalizedName && e.Action != null && e.Id > p.Serial))
            .Select(p => p.Name + ": its serial is older than the last change that mirrors see").ToListAsync(ct));

        var releases = (await db.Releases.AsNoTracking().ToListAsync(ct)).ToLookup(r => r.ProjectId);
        foreach (var project in await db.Projects.AsNoTracking().ToListAsync(ct))
        {
            var latest = LatestRelease.Among(releases[project.Id])?.Version;
            if (project.LatestVersion is not null && project.LatestVersion != latest)
                faults.Add($"{project.Name}: its latest release is {latest ?? "none"}, its row says {project.LatestVersion}");
        }

        return faults;
    }
}
