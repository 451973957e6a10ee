using System.CommandLine;
using System.Security.Cryptography;
using Colophon.Index.Operating.Life;
using Colophon.Index.Store.Engines;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Colophon.Index.Store.Life;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating;

/// <summary><c>fsck</c>: every row's bytes are there and right, and no bytes are there without a row.</summary>
internal static class FsckVerb
{
    private static readonly Option<bool> Repair =
        new("--repair") { Description = "Deletes files that no row names; only while no server runs." };

    public static Command Make() =>
        new Command("fsck", "Checks that every file is there with its hash, and that nothing else is.").With(Repair).Does(Run);

    private static async Task<int> Run(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var faults = await verb.Get<Engine>().Faults(verb.Db, ct);
        var blobs = verb.Get<Blobs>();
        var named = new HashSet<string>(StringComparer.Ordinal);
        var broken = new List<(ReleaseFile File, string Why)>();
        var files = 0;
        await foreach (var file in verb.Db.Files.AsNoTracking().AsAsyncEnumerable().WithCancellation(ct))
        {
            files++;
            foreach (var (sha256, size) in new[] { (file.Sha256, (long?)file.Size), (file.MetadataSha256, null) })
            {
                if (named.Add(sha256) && WhyBroken(blobs, sha256, size) is { } why) broken.Add((file, why));
            }
        }

        foreach (var (file, why) in broken)
        {
            // While a server runs, a file can be deleted between the look at its row and the look at its bytes.
            if (await verb.Db.Files.AnyAsync(f => f.Id == file.Id, ct)) faults.Add($"{file.FileName}: {why}");
        }

        faults.AddRange(await RowFaults.Find(verb, ct));
        if (parsed.GetValue(Repair)) await verb.Get<BlobRemoval>().TryRun(ct);
        var waiting = await verb.Db.DiscardedBlobs.Select(b => b.Sha256).ToListAsync(ct);
        var orphans = Orphans(verb, blobs, [.. named, .. waiting]);
        var removed = parsed.GetValue(Repair) ? Remove(verb, blobs, orphans) : 0;
        var sentence = $"{files} files, {named.Count} blobs checked; {faults.Count} faults; {orphans.Count} blobs without a "
            + $"row{(removed > 0 ? $", {removed} deleted" : "")}"
            + $"{(waiting.Count > 0 ? $"; {waiting.Count} of deleted files are still to be removed" : "")}.";
        verb.Say(string.Join("\n", [.. faults, .. orphans.Select(o => $"no row names {o}"), sentence]),
            new { files, blobs = named.Count, faults, orphans, removed, waiting = waiting.Count });
        return faults.Count == 0 && orphans.Count == removed ? 0 : 1;
    }

    private static string? WhyBroken(Blobs blobs, string sha256, long? size)
    {
        using var content = blobs.TryOpen(sha256);
        if (content is null) return $"the blob {sha256} is missing";
        if (size is { } expected && content.Length != expected) return $"the blob {sha256} has {content.Length} bytes, expected {expected}";
        return Convert.ToHexStringLower(SHA256.HashData(content)) == sha256
            ? null
            : $"the blob {sha256} has other bytes than its name says";
    }

    /// <summary>Blobs that no row names. While a server runs, the newest may belong to an upload that is just being committed.</summary>
    private static List<string> Orphans(Verb verb, Blobs blobs, HashSet<string> named)
    {
        using var held = verb.Get<DataDirectory>().TryLock();
        var grace = held is null ? verb.Now.UtcDateTime - TimeSpan.FromMinutes(15) : DateTime.MaxValue;
        return [.. blobs.All().Where(sha256 => !named.Contains(sha256) && File.GetLastWriteTimeUtc(blobs.PathOf(sha256)) < grace)];
    }

    private static int Remove(Verb verb, Blobs blobs, List<string> orphans)
    {
        using var held = verb.Get<DataDirectory>().TryLock()
            ?? throw new VerbRefused("A server runs on this data directory. Stop it before --repair.");
        return orphans.Count(blobs.TryDelete);
    }
}
