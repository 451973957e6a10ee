using Microsoft.Data.Sqlite;

namespace Colophon.Index.Store.Engines;

/// <summary>The ledger's statements on SQLite, prepared once.</summary>
internal sealed class SqlitePen(string connection) : LedgerPen
{
    private Prepared? prepared;

    public override Task<IReadOnlyList<LedgerOutcome>> Write(IEnumerable<LedgerEntry> entries)
    {
        prepared ??= new Prepared(connection);
        using var transaction = prepared.Begin();
        var outcomes = new List<LedgerOutcome>();
        foreach (var entry in entries) outcomes.Add(prepared.Write(entry));
        transaction.Commit();
        return Task.FromResult<IReadOnlyList<LedgerOutcome>>(outcomes);
    }

    public override void Forget()
    {
        prepared?.Dispose();
        prepared = null;
    }
}

/// <summary>A connection to SQLite and the statements that are prepared on it.</summary>
internal sealed class Prepared : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand savepoint, undo, release, redemption, publisher, token, grant, entry;

    public Prepared(string path)
    {
        connection = new SqliteConnection(path);
        connection.Open();
        savepoint = Prepare("SAVEPOINT entry");
        undo = Prepare("ROLLBACK TO entry");
        release = Prepare("RELEASE entry");
        redemption = Prepare(
            """INSERT INTO "Redemptions" ("Issuer", "ReplayKey", "Expires") VALUES (@1, @2, @3) ON CONFLICT DO NOTHING""", 3);
        publisher = Prepare(
            """
            UPDATE "Publishers" SET "Pins" = @1, "LastUsed" = @2 WHERE "Id" = @3 AND "Fields" = @5 AND ("Pins" = @4 OR "Pins" = @1)
            """, 5);
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
            if (Run(publisher, used.Pins, ColophonDb.Micros(used.At), used.Id, used.Before, used.Fields) == 0)
                return LedgerOutcome.PublisherChanged;
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
