using Colophon.Index.Store;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Upkeep;

/// <summary>Announces changes that other processes made (a verb of the operator): their history is read as it grows.</summary>
internal sealed class ForeignChanges(IDbContextFactory<ColophonDb> databases, ChangeFeed feed, TimeProvider clock,
    ILogger<ForeignChanges> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

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
            catch (Exception exception) when (exception is System.Data.Common.DbException or IOException)
            {
                log.LogWarning("The history could not be read: {Why}", exception.Message);
                await Task.Delay(TimeSpan.FromSeconds(5), clock, CancellationToken.None);
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
