using System.Collections.Concurrent;
using Colophon.Index.Store.Engines;

namespace Colophon.Index.Store;

/// <summary>
/// What every exchange writes, in statements that are prepared once: through EF the same rows cost four times the processor time, and
/// exchanges are what CI systems send at once. Entries that wait for the turn to write are committed together, so that one flush of the
/// disk serves them all (performance.md 6.7; ADR 0017). Rows are read through EF like all others.
/// </summary>
internal sealed class Ledger(Engine engine, WriteTurn turn) : IDisposable
{
    /// <summary>No entry waits for more than this many others.</summary>
    private const int MostTogether = 200;

    private readonly ConcurrentQueue<Waiting> queue = new();
    private readonly LedgerPen pen = engine.NewPen();

    /// <summary>Writes the entry whole or not at all; when this returns, it is on the disk.</summary>
    public async Task<LedgerOutcome> Write(LedgerEntry entry)
    {
        var waiting = new Waiting(entry);
        queue.Enqueue(waiting);

        // Not cancelled with the request: somebody else may be writing the entry already.
        using (await turn.Take(CancellationToken.None))
        {
            while (!waiting.Outcome.IsCompleted) await WriteQueue();
        }

        return await waiting.Outcome;
    }

    public void Dispose() => pen.Dispose();

    /// <summary>What has queued up, in one transaction. Called by whoever has the turn.</summary>
    private async Task WriteQueue()
    {
        var group = new List<Waiting>();
        try
        {
            var outcomes = await pen.Write(Queued(group));
            for (var i = 0; i < group.Count; i++) group[i].End(outcomes[i]);
        }
        catch (Exception exception)
        {
            pen.Forget();
            foreach (var _ in Queued(group)) { } // an error before the first was taken is theirs as well
            foreach (var waiting in group) waiting.Fail(exception);
        }
    }

    private IEnumerable<LedgerEntry> Queued(List<Waiting> group)
    {
        while (group.Count < MostTogether && queue.TryDequeue(out var next))
        {
            group.Add(next);
            yield return next.Entry;
        }
    }

    private sealed class Waiting(LedgerEntry entry)
    {
        private readonly TaskCompletionSource<LedgerOutcome> source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LedgerEntry Entry => entry;

        public Task<LedgerOutcome> Outcome => source.Task;

        public void End(LedgerOutcome outcome) => source.TrySetResult(outcome);

        public void Fail(Exception exception) => source.TrySetException(exception);
    }
}
