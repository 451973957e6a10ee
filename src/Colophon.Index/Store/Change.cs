using Colophon.Index.Store.Engines;
using Microsoft.EntityFrameworkCore.Storage;

namespace Colophon.Index.Store;

/// <summary>One change of state: a transaction, and the turn to write.</summary>
internal sealed class Change(IDbContextTransaction transaction, IDisposable turn, bool isShared) : IAsyncDisposable
{
    /// <summary>
    /// Whether other nodes change things too. Then nobody knows after an error whether the turn was still ours: what others may have come
    /// to rely on has to stay.
    /// </summary>
    public bool IsShared => isShared;

    /// <summary>A client that leaves is heeded before, never in the middle: nobody could say then whether it was done.</summary>
    public Task Commit(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return transaction.CommitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await transaction.DisposeAsync();
        }
        finally
        {
            turn.Dispose();
        }
    }
}

/// <summary>
/// The turn to write: one change at a time, so that what a change looks up holds until it is committed. Waiting here is fair and costs
/// no connection (SQLite's own busy loop sleeps 150 ms at a time); beyond this process the engine keeps the turn.
/// </summary>
internal sealed class WriteTurn(Engine engine) : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>Begins a change on this database; dispose it in any case: what was not committed is undone.</summary>
    public async Task<Change> Begin(ColophonDb db, CancellationToken ct)
    {
        var taken = await Take(ct);
        IDbContextTransaction? transaction = null;
        try
        {
            transaction = await db.Database.BeginTransactionAsync(ct);
            await engine.TakeTurn(db, ct);
            return new Change(transaction, taken, engine.IsShared);
        }
        catch
        {
            if (transaction is not null) await transaction.DisposeAsync();
            taken.Dispose();
            throw;
        }
    }

    /// <summary>The turn in this process alone; dispose what comes back.</summary>
    public async Task<IDisposable> Take(CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        return new Taken(turn);
    }

    public void Dispose() => turn.Dispose();

    private sealed class Taken(SemaphoreSlim turn) : IDisposable
    {
        private SemaphoreSlim? turn = turn;

        public void Dispose() => Interlocked.Exchange(ref turn, null)?.Release();
    }
}
