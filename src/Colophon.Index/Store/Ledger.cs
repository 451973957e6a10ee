using System.Collections.Concurrent;
using Colophon.Index.Store.Files;
using Microsoft.Data.Sqlite;

namespace Colophon.Index.Store;

/// <summary>
/// What every exchange writes, in statements that are prepared once on a connection of their own: through EF the same rows cost four times
/// the processor time, and exchanges are what CI systems send at once. Entries that wait for the turn to write are committed together, so
/// that one flush of the disk serves them all (performance.md 6.7; ADR 0017). Rows are read through EF like all others.
/// </summary>
internal sealed class Ledger(DataDirectory data, WriteTurn turn) : IDisposable
{
    private readonly ConcurrentQueue<Waiting> queue = new();
    private LedgerPen? pen;

    /// <summary>Writes the entry whole or not at all; when this returns, it is on the disk.</summary>
    public async Task<LedgerOutcome> Write(LedgerEntry entry)
    {
        var waiting = new Waiting(entry);
        queue.Enqueue(waiting);

        // Not cancelled with the request: somebody else may be writing the entry already.
        using (await turn.Take(CancellationToken.None))
        {
            if (!waiting.Outcome.IsCompleted) WriteQueue();
        }

        return await waiting.Outcome;
    }

    public void Dispose() => Forget();

    /// <summary>Everything that has queued up, in one transaction. Called by whoever has the turn.</summary>
    private void WriteQueue()
    {
        var group = new List<(Waiting Waiting, LedgerOutcome Outcome)>();
        try
        {
            pen ??= new LedgerPen(data);
            using var transaction = pen.Begin();
            while (queue.TryDequeue(out var next))
            {
                group.Add((next, default));
                group[^1] = (next, pen.Write(next.Entry));
            }

            transaction.Commit();
        }
        catch (Exception exception)
        {
            Forget();
            foreach (var (waiting, _) in group) waiting.Fail(exception);
            return;
        }

        foreach (var (waiting, outcome) in group) waiting.End(outcome);
    }

    /// <summary>After an error nothing is known of the connection: the next group opens another.</summary>
    private void Forget()
    {
        pen?.Dispose();
        pen = null;
    }

    private sealed class Waiting(LedgerEntry entry)
    {
        private readonly TaskCompletionSource<LedgerOutcome> source = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public LedgerEntry Entry => entry;

        public Task<LedgerOutcome> Outcome => source.Task;

        public void End(LedgerOutcome outcome) => source.SetResult(outcome);

        public void Fail(Exception exception) => source.SetException(exception);
    }
}

/// <summary>The ledger's connection to SQLite and its prepared statements; used by one writer at a time.</summary>
internal sealed class LedgerPen : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand savepoint, undo, release, redemption, publisher, token, grant, entry;

    public LedgerPen(DataDirectory data)
    {
        connection = new SqliteConnection(StoreSetup.Connection(data));
        connection.Open();
        savepoint = Prepare("SAVEPOINT entry");
        undo = Prepare("ROLLBACK TO entry");
        release = Prepare("RELEASE entry");
        redemption = Prepare(
            """INSERT INTO "Redemptions" ("Issuer", "ReplayKey", "Expires") VALUES (@1, @2, @3) ON CONFLICT DO NOTHING""", 3);
        publisher = Prepare(
            """UPDATE "Publishers" SET "Pins" = @1, "LastUsed" = @2 WHERE "Id" = @3 AND ("Pins" = @4 OR "Pins" = @1)""", 4);
        token = Prepare(
            """INSERT INTO "Tokens" ("Id", "Description", "Created", "Expires", "Caveats", "Source") VALUES (@1, @2, @3, @4, @5, @6)""", 6);
        grant = Prepare("""INSERT INTO "Grants" ("TokenId", "PublisherId") VALUES (@1, @2)""", 2);
        entry = Prepare("""INSERT INTO "History" ("At", "Event", "Project", "Actor", "Details") VALUES (@1, @2, @3, @4, @5)""", 5);
    }

    /// <summary>Disposed without a commit, it is undone.</summary>
    public SqliteTransaction Begin()
    {
        var transaction = connection.BeginTransaction();
        foreach (var command in All) command.Transaction = transaction;
        return transaction;
    }

    /// <summary>Writes one entry inside the transaction; one that may not be written leaves nothing of itself in it.</summary>
    public LedgerOutcome Write(LedgerEntry kept)
    {
        Run(savepoint);
        var outcome = WriteRows(kept);
        if (outcome != LedgerOutcome.Written) Run(undo);
        Run(release);
        return outcome;
    }

    public void Dispose()
    {
        foreach (var command in All) command.Dispose();
        connection.Dispose();
    }

    private SqliteCommand[] All => [savepoint, undo, release, redemption, publisher, token, grant, entry];

    private LedgerOutcome WriteRows(LedgerEntry kept)
    {
        var spent = kept.Redemption;
        if (Run(redemption, spent.Issuer, spent.ReplayKey, ColophonDb.Micros(spent.Expires)) == 0) return LedgerOutcome.RedeemedBefore;
        foreach (var used in kept.Publishers)
        {
            if (Run(publisher, used.Pins, ColophonDb.Micros(used.At), used.Id, used.Before) == 0) return LedgerOutcome.PublisherChanged;
        }

        var row = kept.Token;
        Run(token, row.Id, row.Description, ColophonDb.Micros(row.Created), row.Expires is { } ends ? ColophonDb.Micros(ends) : null,
            row.Caveats, row.Source);
        foreach (var link in kept.Grants) Run(grant, link.TokenId, link.PublisherId);
        Run(entry, ColophonDb.Micros(kept.Event.At), kept.Event.Event, kept.Event.Project, kept.Event.Actor, kept.Event.Details);
        return LedgerOutcome.Written;
    }

    private SqliteCommand Prepare(string statement, int parameters = 0)
    {
        var command = new SqliteCommand(statement, connection);
        for (var i = 1; i <= parameters; i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"@{i}" });
        return command;
    }

    private static int Run(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command.ExecuteNonQuery();
    }
}
