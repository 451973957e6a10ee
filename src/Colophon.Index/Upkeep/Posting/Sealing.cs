using Colophon.Index.Store;
using Colophon.Index.Store.Chain;
using Colophon.Index.Store.Engines;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Colophon.Index.Store.Messages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Upkeep.Posting;

/// <summary>
/// Seals the history's entries in the order of their ids, and queues in the same transaction what webhooks are to hear of them, so that
/// each entry is told once. A moment after their commits, in groups: exchanges, which write two thousand a second, do not wait for it
/// (ADR 0028).
/// </summary>
internal sealed class Sealing(IDbContextFactory<ColophonDb> databases, WriteTurn turn, RootKeys keys, KeptHead kept, TimeProvider clock,
    ILogger<Sealing> log) : BackgroundService
{
    private const int Most = 1000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly byte[] key = keys.ForHistory();
    private ChainHead? head;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Rounds.Every(Pause, clock, Most, Once, stoppingToken);

    /// <summary>Seals one group of entries.</summary>
    /// <returns>How many entries it went past.</returns>
    internal async Task<int> Once(CancellationToken ct)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(ct);
            var from = head ?? await Resume(db, ct);
            var entries = await db.History.AsNoTracking().Where(e => e.Id > from.Id).OrderBy(e => e.Id).Take(Most).ToListAsync(ct);
            var done = entries.TakeWhile(e => e.Seal is not null).ToList(); // by another node
            if (done.Count > 0) from = new ChainHead(done[^1].Id, done[^1].Seal!);
            var open = entries.Skip(done.Count).TakeWhile(e => e.Seal is null).ToList();
            if (open.Count > 0 && await Seal(db, from, open, ct) is { } reached) (from, head) = (reached, reached);
            else if (open.Count > 0) return 0; // another node was faster: look again
            if (done.Count + open.Count > 0) kept.Write(from);
            head = from;
            return done.Count + open.Count;
        }
        catch (Exception exception) when (StoreTrouble.Explains(exception)
            || exception is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            log.LogWarning("The history was not sealed this time: {Why}", exception.Message);
            return 0;
        }
    }

    /// <summary>Null when another node sealed some of them meanwhile: then nothing of this is kept.</summary>
    private async Task<ChainHead?> Seal(ColophonDb db, ChainHead from, List<HistoryEntry> entries, CancellationToken ct)
    {
        var rows = new List<string>(entries.Count);
        foreach (var entry in entries)
        {
            from = new ChainHead(entry.Id, HistoryChain.Seal(key, from.Seal, entry));
            rows.Add($"({from.Id}, '{from.Seal}')");
        }

        await using var change = await turn.Begin(db, ct);
        // Numbers and hex digits of our own: one statement that both engines take.
        var statement = $"""
            WITH sealed(id, seal) AS (VALUES {string.Join(", ", rows)})
            UPDATE "History" SET "Seal" = sealed.seal FROM sealed WHERE "History"."Id" = sealed.id AND "History"."Seal" IS NULL
            """;
        if (await db.Database.ExecuteSqlRawAsync(statement, ct) != entries.Count) return null;

        await db.QueueCalls(entries, clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
        foreach (var entry in entries.Where(e => e.Details.Contains(FirstUse.Fact, StringComparison.Ordinal) && e.Event == "token:mint"))
            await db.TellFirstUse(entry, ct);
        await change.Commit(ct);
        return from;
    }

    /// <summary>Where an earlier process stopped. What lies before is never sealed again, whatever became of it.</summary>
    private async Task<ChainHead> Resume(ColophonDb db, CancellationToken ct)
    {
        if (kept.Read() is not { } last)
        {
            var newest = await db.History.AsNoTracking().Where(e => e.Seal != null).OrderByDescending(e => e.Id).FirstOrDefaultAsync(ct);
            return newest is null ? ChainHead.None : new ChainHead(newest.Id, newest.Seal!);
        }

        if (!await db.History.AnyAsync(e => e.Id == last.Id && e.Seal == last.Seal, ct))
        {
            log.LogError("Entry {Id} of the history is not there with the seal it was given. `colophon-index audit verify` says what is "
                + "wrong; after an older copy was restored on purpose, `colophon-index audit accept` goes on from it.", last.Id);
        }

        return last;
    }
}
