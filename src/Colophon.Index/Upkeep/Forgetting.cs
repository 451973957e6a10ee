using Colophon.Index.Store;
using Colophon.Index.Store.Engines;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Entities.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Upkeep;

/// <summary>
/// Deletes what has expired: redemptions, minted tokens, pending publishers, set-up links, invitations, sessions, refused exchanges,
/// messages. Never before their time (threats.md A54). Reminds those whose pending publishers end soon.
/// </summary>
internal sealed class Forgetting(IDbContextFactory<ColophonDb> databases, WriteTurn turn, TimeProvider clock, ILogger<Forgetting> log)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan TokensLinger = TimeSpan.FromDays(1);
    private static readonly TimeSpan MessagesLinger = TimeSpan.FromDays(7);
    private static readonly TimeSpan MessagesLife = TimeSpan.FromDays(30);
    private static readonly TimeSpan RemindedBefore = TimeSpan.FromDays(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken)) await Once(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // the server stops
        }
    }

    /// <summary>Forgets what is due now.</summary>
    /// <returns>How many rows went.</returns>
    internal async Task<int> Once(CancellationToken ct)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(ct);
            await using var change = await turn.Begin(db, ct);
            var gone = await Forget(db, clock.GetUtcNow(), ct);
            await change.Commit(ct);
            return gone;
        }
        catch (Exception exception) when (StoreTrouble.Explains(exception))
        {
            log.LogWarning("Nothing was forgotten this time: {Why}", exception.Message);
            return 0;
        }
    }

    private static async Task<int> Forget(ColophonDb db, DateTimeOffset now, CancellationToken ct)
    {
        var linger = now - TokensLinger;
        var gone = await db.Redemptions.Where(r => r.Expires < now).ExecuteDeleteAsync(ct);
        gone += await db.Tokens.Where(t => t.UserId == null && t.Expires < linger).ExecuteDeleteAsync(ct);
        gone += await db.SetupLinks.Where(l => l.Expires < now).ExecuteDeleteAsync(ct);

        gone += await db.Invitations.Where(i => i.Expires < now).ExecuteDeleteAsync(ct);
        var (idle, longest) = (now - Session.Idle, now - Session.Longest);
        gone += await db.Sessions.Where(s => s.LastSeen < idle || s.Created < longest).ExecuteDeleteAsync(ct);

        var old = now - RefusedExchange.Life;
        gone += await db.Refused.Where(r => r.Last < old).ExecuteDeleteAsync(ct);

        var sent = now - MessagesLinger;
        var stale = now - MessagesLife;
        gone += await db.Messages.Where(m => m.Sent < sent || m.Created < stale).ExecuteDeleteAsync(ct);

        var soon = now + RemindedBefore;
        var ending = db.Publishers.Where(p => p.ProjectId == null && p.PendingUntil < soon && p.PendingUntil >= now && !p.IsReminded);
        foreach (var publisher in await ending.ToListAsync(ct))
        {
            publisher.IsReminded = true;
            await db.Record(now, "pending-publisher:remind", publisher.PendingNormalizedName, "upkeep", publisher.Facts(), ct);
        }

        var late = await db.Publishers.Where(p => p.ProjectId == null && p.PendingUntil < now).ToListAsync(ct);
        foreach (var publisher in late)
        {
            db.Publishers.Remove(publisher);
            await db.Record(now, "pending-publisher:expire", publisher.PendingNormalizedName, "upkeep", publisher.Facts(), ct);
        }

        return gone + late.Count;
    }
}
