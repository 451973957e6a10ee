using Colophon.Index.Installing.Listing;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Installing.Searching;

/// <summary>What the files of all listed projects weigh. Added up once; afterwards only for projects that have changed.</summary>
internal sealed class ProjectSizes(IDbContextFactory<ColophonDb> databases, ChangeFeed feed) : IDisposable
{
    private const int Largest = 100;

    private readonly SemaphoreSlim reading = new(1, 1);
    private readonly Dictionary<string, Sized> sizes = new(StringComparer.Ordinal);
    private volatile Sizes? now;

    public ValueTask<Sizes> Current(CancellationToken ct) =>
        now is { } fresh && fresh.Seen >= feed.Stamp ? ValueTask.FromResult(fresh) : new ValueTask<Sizes>(Refresh(ct));

    public void Dispose() => reading.Dispose();

    private async Task<Sizes> Refresh(CancellationToken ct)
    {
        await reading.WaitAsync(ct);
        try
        {
            if (now is { } meanwhile && meanwhile.Seen >= feed.Stamp) return meanwhile;

            await using var db = await databases.CreateDbContextAsync(ct);
            var seen = await db.Newest(ct);
            var changed = now is { } old ? await db.Changed(old.Seen, seen, ct) : null;
            var rows = await Weigh(changed is null ? db.Projects : db.Projects.Where(p => changed.Contains(p.NormalizedName)), db, ct);
            if (changed is null) sizes.Clear();
            else foreach (var name in changed) sizes.Remove(name);
            foreach (var (name, sized) in rows) sizes[name] = sized;
            return now = new Sizes(sizes.Values.Sum(sized => sized.Size),
                [.. sizes.Values.OrderByDescending(sized => sized.Size).ThenBy(sized => sized.Name, StringComparer.Ordinal).Take(Largest)],
                seen);
        }
        finally
        {
            reading.Release();
        }
    }

    private static async Task<List<(string, Sized)>> Weigh(IQueryable<Project> projects, ColophonDb db, CancellationToken ct)
    {
        var rows = await projects.AsNoTracking().Where(p => p.Status != ProjectStatus.Quarantined)
            .Join(db.Files, p => p.Id, f => f.ProjectId, (p, f) => new { p.NormalizedName, p.Name, f.Size })
            .GroupBy(row => new { row.NormalizedName, row.Name })
            .Select(group => new { group.Key.NormalizedName, group.Key.Name, Size = group.Sum(row => row.Size) }).ToListAsync(ct);
        return [.. rows.Select(row => (row.NormalizedName, new Sized(row.Name, row.Size)))];
    }
}

/// <summary>A project and the bytes of its files.</summary>
internal sealed record Sized(string Name, long Size);

/// <summary>All files together, and the largest projects.</summary>
/// <param name="Seen">The newest entry of the history that is in it.</param>
internal sealed record Sizes(long Total, IReadOnlyList<Sized> Top, long Seen);
