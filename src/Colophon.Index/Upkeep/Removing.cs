using Colophon.Index.Store.Life;

namespace Colophon.Index.Upkeep;

/// <summary>
/// Removes bytes of deleted files that could not go at once: the power failed, a disk had trouble, a backup was being made.
/// </summary>
internal sealed class Removing(BlobRemoval removal, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        try
        {
            do await removal.TryRun(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // the server stops
        }
    }
}
