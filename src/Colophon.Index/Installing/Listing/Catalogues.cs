using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Installing.Listing;

/// <summary>
/// The catalogue as it is now. Read from the database once; afterwards only the projects that the history names. Many ask at once after a
/// change, one reads, and what was announced meanwhile goes into the same reading.
/// </summary>
internal sealed class Catalogues(IDbContextFactory<ColophonDb> databases, ChangeFeed feed) : IDisposable
{
    private const int Together = 500;

    private readonly SemaphoreSlim reading = new(1, 1);
    private volatile Catalogue? now;

    public ValueTask<Catalogue> Current(CancellationToken ct) =>
        now is { } fresh && fresh.Seen >= feed.Stamp ? ValueTask.FromResult(fresh) : new ValueTask<Catalogue>(Refresh(ct));

    public void Dispose() => reading.Dispose();

    private async Task<Catalogue> Refresh(CancellationToken ct)
    {
        await reading.WaitAsync(ct);
        try
        {
            if (now is { } meanwhile && meanwhile.Seen >= feed.Stamp) return meanwhile;

            await using var db = await databases.CreateDbContextAsync(ct);
            var seen = await db.Newest(ct);
            var serial = await db.LastSerial(ct);
            return now = await Update(db, now, seen, serial, ct) ?? await Load(db, seen, serial, ct);
        }
        finally
        {
            reading.Release();
        }
    }

    /// <returns>Null when everything has to be read.</returns>
    private static async Task<Catalogue?> Update(ColophonDb db, Catalogue? old, long seen, long serial, CancellationToken ct)
    {
        if (old is null) return null;
        if (await db.Changed(old.Seen, seen, ct) is not { } names) return null;

        var changes = names.ToDictionary(name => name, _ => (ProjectLine?)null, StringComparer.Ordinal);
        foreach (var some in names.Chunk(Together))
        {
            foreach (var line in await Lines(db.Projects.Where(p => some.Contains(p.NormalizedName)), ct)) changes[line.Normalized] = line;
        }

        return old.With(changes, seen, Newest(Math.Max(old.Serial, serial), changes.Values));
    }

    private static async Task<Catalogue> Load(ColophonDb db, long seen, long serial, CancellationToken ct)
    {
        var lines = await Lines(db.Projects, ct);
        return Catalogue.Of(lines, seen, Newest(serial, lines));
    }

    private static long Newest(long serial, IEnumerable<ProjectLine?> lines) =>
        lines.Aggregate(serial, (newest, line) => Math.Max(newest, line?.Serial ?? 0));

    private static async Task<List<ProjectLine>> Lines(IQueryable<Project> projects, CancellationToken ct)
    {
        var lines = new List<ProjectLine>();
        var rows = projects.AsNoTracking().Where(p => p.Status != ProjectStatus.Quarantined)
            .Select(p => new { p.NormalizedName, p.Name, p.Serial, p.LatestVersion, p.Summary }).AsAsyncEnumerable();
        await foreach (var row in rows.WithCancellation(ct))
        {
            var name = row.Name == row.NormalizedName ? row.NormalizedName : row.Name; // one text where both are the same
            lines.Add(new ProjectLine(row.NormalizedName, name, row.Serial, row.LatestVersion, row.Summary));
        }

        return lines;
    }
}
