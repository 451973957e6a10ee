using Colophon.Index.Store;
using Colophon.Index.Store.Engines;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Colophon.Index.Store.Messages;
using Colophon.Index.Web.Outside;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Upkeep.Posting;

/// <summary>
/// Calls webhooks through the guard that issuers are called through, signed; one that has answered nothing well for three days is switched
/// off.
/// </summary>
internal sealed class Calling(Claims claims, IDbContextFactory<ColophonDb> databases, WriteTurn turn, OutsideCalls outside,
    Settings settings, RootKeys keys, TimeProvider clock, ILogger<Calling> log) : BackgroundService
{
    private const int Most = 40;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Life = TimeSpan.FromDays(3);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Rounds.Every(Pause, clock, Most, Once, stoppingToken);

    /// <summary>Makes the calls that are due, up to a number.</summary>
    /// <returns>How many were taken.</returns>
    internal async Task<int> Once(CancellationToken ct)
    {
        try
        {
            var taken = await claims.Take(calls: true, Most, ct);
            var together = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = ct };
            await Parallel.ForEachAsync(taken, together, async (call, stop) => await Call(call, stop));
            return taken.Count;
        }
        catch (Exception exception) when (StoreTrouble.Explains(exception))
        {
            log.LogWarning("No webhook was called this time: {Why}", exception.Message);
            return 0;
        }
    }

    private async Task Call(Message call, CancellationToken ct)
    {
        string? trouble;
        try
        {
            var answer = await outside.Post(call.To, call.Text, Headers(call), settings.WebhookReach, ct);
            trouble = (int)answer.Status is >= 200 and < 300 ? null : $"It answered {(int)answer.Status}, expected 2xx.";
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            trouble = exception.Message; // whatever it is: one call must not keep the others back
        }

        if (trouble is null) await claims.Sent(call);
        else if (await claims.Failed(call, trouble, Life)) await SwitchOff(call, trouble);
    }

    private Dictionary<string, string> Headers(Message call) => new()
    {
        ["X-Colophon-Event"] = call.Subject,
        ["X-Colophon-Delivery"] = call.Id.ToString("D"),
        ["X-Colophon-Signature"] =
            Calls.Sign(Calls.SecretOf(keys, call.WebhookId!.Value), clock.GetUtcNow().ToUnixTimeSeconds(), call.Text),
    };

    private async Task SwitchOff(Message call, string trouble)
    {
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        await using var change = await turn.Begin(db, CancellationToken.None);
        var since = clock.GetUtcNow() - Life;
        var webhook = await db.Webhooks.FirstOrDefaultAsync(w => w.Id == call.WebhookId && !w.IsOff);
        if (webhook is null || await db.Messages.AnyAsync(m => m.WebhookId == webhook.Id && m.Sent > since)) return;

        await db.SwitchOff(webhook, trouble, clock.GetUtcNow(), CancellationToken.None);
        await change.Commit(CancellationToken.None);
        log.LogWarning("The webhook {Id} was switched off: {Why}", webhook.Id, trouble);
    }
}
