using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Messages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Upkeep.Posting;

/// <summary>
/// Shares the outbox between nodes: who takes a message has it for a while, and nobody else sends it. Only a process that dies between
/// sending and saying so sends twice, with the same id.
/// </summary>
internal sealed class Claims(IDbContextFactory<ColophonDb> databases, WriteTurn turn, TimeProvider clock)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(4)];

    /// <summary>Takes what is due, the oldest first.</summary>
    /// <param name="calls">Webhooks' calls; else mails.</param>
    public async Task<List<Message>> Take(bool calls, int most, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(ct);
        var due = db.Messages.Where(m => m.NextTry <= now && (m.WebhookId != null) == calls);
        if (!await due.AnyAsync(ct)) return [];

        await using var change = await turn.Begin(db, ct);
        var taken = await due.OrderBy(m => m.NextTry).ThenBy(m => m.Id).Take(most).ToListAsync(ct);
        foreach (var message in taken) (message.NextTry, message.Tries) = (now + Lease, message.Tries + 1);
        await db.SaveChangesAsync(ct);
        await change.Commit(ct);
        return taken;
    }

    public async Task Sent(Message message)
    {
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        await using var change = await turn.Begin(db, CancellationToken.None);
        var sent = clock.GetUtcNow();
        await db.Messages.Where(m => m.Id == message.Id).ExecuteUpdateAsync(m => m.SetProperty(x => x.Sent, sent)
            .SetProperty(x => x.NextTry, (DateTimeOffset?)null).SetProperty(x => x.Trouble, (string?)null), CancellationToken.None);
        await Forget(db, message);
        await change.Commit(CancellationToken.None);
    }

    /// <summary>Notes the failure, and when to try again.</summary>
    /// <param name="life">How long after it was written it is worth trying; zero never to try again.</param>
    /// <returns>Whether it was given up.</returns>
    public async Task<bool> Failed(Message message, string trouble, TimeSpan life)
    {
        var now = clock.GetUtcNow();
        var next = now + Pauses[Math.Clamp(message.Tries - 1, 0, Pauses.Length - 1)];
        var isOver = next > message.Created + life;
        var line = Written.Plain(trouble);
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        await using var change = await turn.Begin(db, CancellationToken.None);
        await db.Messages.Where(m => m.Id == message.Id && m.Tries == message.Tries).ExecuteUpdateAsync(m => m
            .SetProperty(x => x.NextTry, isOver ? null : next).SetProperty(x => x.Trouble, line), CancellationToken.None);
        await change.Commit(CancellationToken.None);
        return isOver;
    }

    /// <summary>A secret that was handed on is not kept.</summary>
    private static Task Forget(ColophonDb db, Message message) => !Written.IsSealed(message.Text) ? Task.CompletedTask
        : db.Messages.Where(m => m.Id == message.Id).ExecuteUpdateAsync(m => m.SetProperty(x => x.Html, (string?)null)
            .SetProperty(x => x.Text, "Its link was a secret, and is not kept after it was sent."), CancellationToken.None);
}
