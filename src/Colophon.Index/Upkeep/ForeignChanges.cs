using Colophon.Index.Store;
using Colophon.Index.Store.Engines;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Upkeep;

/// <summary>
/// Announces changes that other processes made (a verb of the operator, another node): their history is read as it grows. Entries become
/// visible in the order of their ids, since changes take turns: none is passed over (ADR 0018).
/// </summary>
internal sealed class ForeignChanges(IDbContextFactory<ColophonDb> databases, ChangeFeed feed, TimeProvider clock,
    ILogger<ForeignChanges> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PauseAfterTrouble = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        long? seen = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                seen = await Announce(seen, stoppingToken);
                await Task.Delay(Pause, clock, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception) when (StoreTrouble.Explains(exception))
            {
                log.LogWarning("The history could not be read: {Why}", exception.Message);
                await Task.Delay(PauseAfterTrouble, clock, CancellationToken.None);
            }
        }
    }

    private async Task<long> Announce(long? seen, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        if (seen is not { } last) return await db.History.MaxAsync(e => (long?)e.Id, ct) ?? 0;

        var news = await db.History.AsNoTracking().Where(e => e.Id > last).OrderBy(e => e.Id)
            .Select(e => new { e.Id, e.Event, e.Project }).Take(1000).ToListAsync(ct);
        foreach (var entry in news.Where(n => n.Project is not null && !IsUnseen(n.Event))) feed.Announce(entry.Project!, entry.Id);
        return news.Count == 0 ? last : news[^1].Id;
    }

    /// <summary>Nothing that installers see: exchanges alone would make every page stale.</summary>
    private static bool IsUnseen(string name) =>
        name.StartsWith("token:", StringComparison.Ordinal) || name.StartsWith("publisher:", StringComparison.Ordinal);
}
