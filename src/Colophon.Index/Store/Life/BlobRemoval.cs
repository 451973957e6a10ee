using Colophon.Index.Store.Engines;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Life;

/// <summary>
/// Removes bytes whose rows are gone. Each deletion notes them in its own transaction, so that none is forgotten when the power fails; they
/// go with the turn to write, in which no upload can be about to name them.
/// </summary>
internal sealed class BlobRemoval(IDbContextFactory<ColophonDb> databases, WriteTurn turn, Blobs blobs, DataDirectory data,
    ILogger<BlobRemoval> log)
{
    /// <summary>How many go in one turn: others wait for it.</summary>
    private const int AtOnce = 16;

    /// <summary>Removes all that is noted. What cannot go now stays noted, and goes when this is called again.</summary>
    /// <returns>How many blobs went.</returns>
    public async Task<int> TryRun(CancellationToken ct)
    {
        var gone = 0;
        try
        {
            for (var after = ""; await Next(after, ct) is { } group; after = group.Last) gone += group.Gone;
        }
        catch (Exception exception) when (StoreTrouble.Explains(exception))
        {
            log.LogWarning("Bytes of deleted files could not be removed yet: {Why}", exception.Message);
        }

        return gone;
    }

    /// <summary>One turn's worth; null when nothing is left, or a backup asks that nothing goes.</summary>
    private async Task<(string Last, int Gone)?> Next(string after, CancellationToken ct)
    {
        using var allowed = data.TryHoldRemovals(isExclusive: false);
        if (allowed is null) return null;

        await using var db = await databases.CreateDbContextAsync(ct);
        if (!await db.DiscardedBlobs.AnyAsync(b => string.Compare(b.Sha256, after) > 0, ct)) return null;

        await using var change = await turn.Begin(db, ct);
        var noted = await db.DiscardedBlobs.Where(b => string.Compare(b.Sha256, after) > 0).OrderBy(b => b.Sha256).Take(AtOnce)
            .ToListAsync(ct);
        var gone = 0;
        foreach (var one in noted)
        {
            var isNamed = await db.Files.AnyAsync(f => f.Sha256 == one.Sha256 || f.MetadataSha256 == one.Sha256, ct);
            if (!isNamed && !blobs.TryDelete(one.Sha256)) continue;
            db.DiscardedBlobs.Remove(one);
            if (!isNamed) gone++;
        }

        await db.SaveChangesAsync(ct);
        await change.Commit(ct);
        return noted.Count == 0 ? null : (noted[^1].Sha256, gone);
    }
}

/// <summary>Notes bytes for <see cref="BlobRemoval"/>.</summary>
internal static class DiscardedBlobs
{
    /// <summary>Inside the deletion's own change; saved by the caller.</summary>
    public static async Task Discard(this ColophonDb db, IReadOnlyList<string> sha256s, CancellationToken ct)
    {
        foreach (var group in sha256s.Chunk(500))
        {
            var noted = await db.DiscardedBlobs.Where(b => group.Contains(b.Sha256)).Select(b => b.Sha256).ToListAsync(ct);
            db.DiscardedBlobs.AddRange(group.Except(noted).Select(sha256 => new DiscardedBlob { Sha256 = sha256 }));
        }
    }
}
