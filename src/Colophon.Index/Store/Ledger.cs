using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Microsoft.Data.Sqlite;

namespace Colophon.Index.Store;

/// <summary>
/// What every exchange writes, in statements that are prepared once on a connection of their own: through EF the same rows cost four times
/// the processor time, and exchanges are what CI systems send at once (performance.md 6.7; ADR 0017). Rows are read through EF like all others.
/// </summary>
internal sealed class Ledger(DataDirectory data, WriteTurn turn) : IDisposable
{
    private const string Redemption = """
        INSERT INTO "Redemptions" ("Issuer", "ReplayKey", "Expires") VALUES (@1, @2, @3) ON CONFLICT DO NOTHING
        """;

    private const string Pins = """
        UPDATE "Publishers" SET "Pins" = @1, "LastUsed" = @2 WHERE "Id" = @3 AND ("Pins" = @4 OR "Pins" = @1)
        """;

    private const string Token = """
        INSERT INTO "Tokens" ("Id", "Description", "Created", "Expires", "Caveats", "Source") VALUES (@1, @2, @3, @4, @5, @6)
        """;

    private const string Grant = """INSERT INTO "Grants" ("TokenId", "PublisherId") VALUES (@1, @2)""";

    private const string Event = """
        INSERT INTO "History" ("At", "Event", "Project", "Actor", "Details") VALUES (@1, @2, @3, @4, @5)
        """;

    private readonly Dictionary<string, SqliteCommand> prepared = new(StringComparer.Ordinal);
    private SqliteConnection? connection;

    /// <summary>Opens a page: one transaction, and the turn to write. Dispose it in any case: what was not committed is undone.</summary>
    public async Task<Page> Open(CancellationToken ct)
    {
        var held = await turn.Take(ct);
        try
        {
            if (connection is null)
            {
                connection = new SqliteConnection(StoreSetup.Connection(data));
                await connection.OpenAsync(ct);
            }

            return new Page(this, connection.BeginTransaction(), held);
        }
        catch
        {
            held.Dispose();
            Forget();
            throw;
        }
    }

    public void Dispose() => Forget();

    /// <summary>After an error nothing is known of the connection: the next page opens another.</summary>
    private void Forget()
    {
        foreach (var command in prepared.Values) command.Dispose();
        prepared.Clear();
        connection?.Dispose();
        connection = null;
    }

    /// <summary>One transaction of the ledger.</summary>
    internal sealed class Page(Ledger ledger, SqliteTransaction transaction, IDisposable turn) : IDisposable
    {
        private bool hasFailed;

        /// <summary>False when the identity token was redeemed before: the primary key decides, so of fifty at once one wins.</summary>
        public bool Redeem(string issuer, string replayKey, DateTimeOffset forget) =>
            Run(Redemption, issuer, replayKey, ColophonDb.Micros(forget)) == 1;

        /// <summary>False when the publisher is gone, or was pinned to other ids meanwhile.</summary>
        public bool KeepPins(Guid publisher, string before, string pins, DateTimeOffset now) =>
            Run(Pins, pins, ColophonDb.Micros(now), publisher, before) == 1;

        public void Add(ApiToken token, IEnumerable<TokenGrant> grants)
        {
            Run(Token, token.Id, token.Description, ColophonDb.Micros(token.Created),
                token.Expires is { } expires ? ColophonDb.Micros(expires) : null, token.Caveats, token.Source);
            foreach (var grant in grants) Run(Grant, grant.TokenId, grant.PublisherId);
        }

        public void Add(HistoryEntry entry) =>
            Run(Event, ColophonDb.Micros(entry.At), entry.Event, entry.Project, entry.Actor, entry.Details);

        public void Commit()
        {
            hasFailed = true;
            transaction.Commit();
            hasFailed = false;
        }

        public void Dispose()
        {
            try
            {
                transaction.Dispose();
            }
            finally
            {
                if (hasFailed) ledger.Forget();
                turn.Dispose();
            }
        }

        private int Run(string statement, params ReadOnlySpan<object?> values)
        {
            if (!ledger.prepared.TryGetValue(statement, out var command))
            {
                command = new SqliteCommand(statement, transaction.Connection);
                for (var i = 1; i <= values.Length; i++) command.Parameters.Add(new SqliteParameter { ParameterName = $"@{i}" });
                ledger.prepared.Add(statement, command);
            }

            command.Transaction = transaction;
            for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
            hasFailed = true;
            var changed = command.ExecuteNonQuery();
            hasFailed = false;
            return changed;
        }
    }
}
