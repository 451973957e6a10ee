using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Colophon.Index.Store.Entities;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Chain;

/// <summary>The last entry that was sealed: everything before it is fixed by its seal.</summary>
internal sealed record ChainHead(long Id, string Seal)
{
    /// <summary>Before the first entry.</summary>
    public static readonly ChainHead None = new(0, "");
}

/// <summary>What a walk along the chain found.</summary>
/// <param name="Sealed">Entries whose seals hold.</param>
/// <param name="Unsealed">Entries at the end that wait for their seal.</param>
/// <param name="Last">The last whose seal holds.</param>
/// <param name="Entry">The first that is wrong; null when all is well.</param>
/// <param name="Fault">What is wrong with it.</param>
internal sealed record ChainReport(long Sealed, long Unsealed, ChainHead Last, long? Entry, string? Fault);

/// <summary>
/// The seals of the history (threats.md H04): 64 hex digits an entry, under a key that the database does not hold. The first half covers
/// the entry alone, the second half the entry and the seal before it: the first tells an edited entry from a removed one.
/// </summary>
internal static class HistoryChain
{
    private const int Half = 16;

    public static string Seal(byte[] key, string before, HistoryEntry entry)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(new[]
        {
            $"{entry.Id}", $"{ColophonDb.Micros(entry.At)}", entry.Event, entry.Project, entry.Actor, entry.Details, entry.Action,
            entry.Version,
        });
        var itself = HMACSHA256.HashData(key, content);
        var chained = HMACSHA256.HashData(key, (byte[])[.. Encoding.ASCII.GetBytes($"after {before}:"), .. content]);
        return Convert.ToHexStringLower(itself.AsSpan(0, Half)) + Convert.ToHexStringLower(chained.AsSpan(0, Half));
    }

    /// <summary>Walks from the first entry to the last and stops at the first that is wrong.</summary>
    /// <param name="kept">The head that was kept outside of the database; null when there is none.</param>
    public static async Task<ChainReport> Verify(ColophonDb db, byte[] key, ChainHead? kept, CancellationToken ct)
    {
        var report = new ChainReport(0, 0, ChainHead.None, null, null);
        await foreach (var entry in db.History.AsNoTracking().OrderBy(e => e.Id).AsAsyncEnumerable().WithCancellation(ct))
        {
            if (entry.Id > kept?.Id && report.Last.Id < kept.Id) return Cut(report, kept);
            var fault = entry.Seal is null ? WhyUnsealed(entry, kept) : WhyWrong(key, report, entry, kept);
            if (fault is not null) return report with { Entry = entry.Id, Fault = fault };
            report = entry.Seal is null
                ? report with { Unsealed = report.Unsealed + 1 }
                : report with { Sealed = report.Sealed + 1, Last = new ChainHead(entry.Id, entry.Seal) };
        }

        return report.Last.Id < kept?.Id ? Cut(report, kept) : report;
    }

    private static string? WhyUnsealed(HistoryEntry entry, ChainHead? kept) => entry.Id <= kept?.Id
        ? $"Entry {entry.Id} ({Name(entry)}) has no seal, though later ones have: it was added afterwards, or edited."
        : null;

    private static string? WhyWrong(byte[] key, ChainReport report, HistoryEntry entry, ChainHead? kept)
    {
        if (report.Unsealed > 0)
            return $"Entry {entry.Id} ({Name(entry)}) has a seal, though {report.Unsealed} before it have none: those were added "
                + "afterwards, or edited.";
        var expected = Seal(key, report.Last.Seal, entry);
        if (!SameHalf(expected, entry.Seal!, 0))
            return $"Entry {entry.Id} ({Name(entry)}) is not what was sealed: it was edited, or added.";
        if (!SameHalf(expected, entry.Seal!, 2 * Half))
            return $"Between entry {report.Last.Id} and entry {entry.Id} ({Name(entry)}) something was removed or put in its place.";
        return entry.Id == kept?.Id && entry.Seal != kept.Seal
            ? $"Entry {entry.Id} ({Name(entry)}) has another seal than the one that was kept outside of the database."
            : null;
    }

    private static bool SameHalf(string expected, string found, int from) => found.Length == 4 * Half
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected[from..(from + (2 * Half))]),
            Encoding.UTF8.GetBytes(found[from..(from + (2 * Half))]));

    private static ChainReport Cut(ChainReport report, ChainHead kept) => report with
    {
        Entry = kept.Id,
        Fault = $"Entry {kept.Id} was sealed and is not here: after entry {report.Last.Id} the end was cut off, or an older copy of the "
            + "database was put in place.",
    };

    private static string Name(HistoryEntry entry) => $"{entry.Event}{(entry.Project is null ? "" : $" of {entry.Project}")}, {entry.At:u}";
}
