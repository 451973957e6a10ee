using System.Collections.Concurrent;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Installing.Downloads;

/// <summary>A file that can be sent.</summary>
/// <param name="Sha256">Names the blob, and is the ETag.</param>
internal sealed record ShelvedFile(string Project, string Sha256, string MetadataSha256, bool IsWheel, string Path);

/// <summary>
/// Finds files by their path. What was found is kept until its project changes: a file can be deleted or its project quarantined.
/// </summary>
internal sealed class FileShelf(IDbContextFactory<ColophonDb> databases, ChangeFeed feed)
{
    private const int MostKept = 50_000;

    private readonly ConcurrentDictionary<string, (ShelvedFile File, long Stamp)> kept = new(StringComparer.Ordinal);

    /// <summary>Null unless a file of just this name and hash is here.</summary>
    public ValueTask<ShelvedFile?> Find(string fileName, string path, CancellationToken ct)
    {
        if (kept.TryGetValue(fileName, out var found) && found.Stamp == feed.StampOf(found.File.Project) && found.File.Path == path)
            return ValueTask.FromResult<ShelvedFile?>(found.File);
        return new ValueTask<ShelvedFile?>(LookUp(fileName, path, ct));
    }

    /// <summary>Whether the database has a file of this name at this moment.</summary>
    public async Task<bool> IsThere(string fileName, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        return await db.Files.AnyAsync(f => f.FileName == fileName, ct);
    }

    private async Task<ShelvedFile?> LookUp(string fileName, string path, CancellationToken ct)
    {
        var before = feed.Stamp;
        await using var db = await databases.CreateDbContextAsync(ct);
        var row = await db.Files.AsNoTracking().Where(f => f.FileName == fileName)
            .Join(db.Projects, f => f.ProjectId, p => p.Id, (File, project) => new { File, project.NormalizedName, project.Status })
                .FirstOrDefaultAsync(ct);
        if (row is null || row.Status == ProjectStatus.Quarantined || row.File.Path != path) return null;

        var file = new ShelvedFile(row.NormalizedName, row.File.Sha256, row.File.MetadataSha256, row.File.Kind == ReleaseFile.Wheel, path);
        var stamp = feed.StampOf(file.Project);
        if (stamp > before) return file; // it changed while it was read: right for this request, not for keeping
        if (kept.Count >= MostKept) kept.Clear();
        kept[fileName] = (file, stamp);
        return file;
    }
}
