using Microsoft.EntityFrameworkCore.Storage;

namespace Colophon.Index.Store;

/// <summary>
/// One change of state: a transaction, and on SQLite the turn to write. SQLite has one writer; waiting for a turn here is fair and cheap,
/// while its own busy loop sleeps 150 ms at a time.
/// </summary>
internal sealed class Change(IDbContextTransaction transaction, SemaphoreSlim? turn) : IAsyncDisposable
{
    private SemaphoreSlim? turn = turn;

    public Task Commit(CancellationToken ct) => transaction.CommitAsync(ct);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        Interlocked.Exchange(ref turn, null)?.Release();
    }
}

/// <summary>The turn to write, one for a server.</summary>
internal sealed class WriteTurn : IDisposable
{
    private readonly SemaphoreSlim turn = new(1, 1);

    /// <summary>Begins a change on this database; dispose it in any case: what was not committed is undone.</summary>
    public async Task<Change> Begin(ColophonDb db, CancellationToken ct)
    {
        await turn.WaitAsync(ct);
        try
        {
            return new Change(await db.Database.BeginTransactionAsync(ct), turn);
        }
        catch
        {
            turn.Release();
            throw;
        }
    }

    /// <summary>The turn alone; dispose what comes back.</summary>
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
