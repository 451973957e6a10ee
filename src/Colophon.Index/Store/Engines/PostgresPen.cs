using Npgsql;
using NpgsqlTypes;

namespace Colophon.Index.Store.Engines;

/// <summary>
/// The ledger on PostgreSQL: one statement an entry, all entries in one batch, which is one transaction and one round trip, the turn over
/// all nodes included (performance.md G7). No statement fails for an entry that may not be written: it writes nothing and says why.
/// </summary>
internal sealed class PostgresPen(string connection) : LedgerPen
{
    private const string TakeTurn = "SELECT pg_advisory_xact_lock($1)";

    /// <summary>
    /// Publishers are compared and locked before the identity token is spent, and it is spent before anything else is written: each part
    /// writes only if the one before it did. Columns as in the entities' mapping.
    /// </summary>
    private const string WriteEntry = """
        WITH judged AS (
            SELECT p."Id", used.pins
            FROM unnest($1, $2, $3, $20) AS used(id, before, pins, fields)
            JOIN "Publishers" p ON p."Id" = used.id AND p."Fields" = used.fields AND (p."Pins" = used.before OR p."Pins" = used.pins)
            FOR UPDATE OF p),
        spent AS (
            INSERT INTO "Redemptions" ("Issuer", "ReplayKey", "Expires")
            SELECT $4, $5, $6 WHERE (SELECT count(*) FROM judged) = cardinality($1)
            ON CONFLICT DO NOTHING RETURNING 1),
        used AS (
            UPDATE "Publishers" p SET "Pins" = judged.pins, "LastUsed" = $7
            FROM judged WHERE p."Id" = judged."Id" AND EXISTS (SELECT FROM spent)),
        token AS (
            INSERT INTO "Tokens" ("Id", "Description", "Created", "Expires", "Caveats", "Source")
            SELECT $8, $9, $10, $11, $12, $13 FROM spent),
        granted AS (
            INSERT INTO "Grants" ("TokenId", "PublisherId") SELECT $8, id FROM spent, unnest($14) AS g(id)),
        told AS (
            INSERT INTO "History" ("At", "Event", "Project", "Actor", "Details") SELECT $15, $16, $17, $18, $19 FROM spent)
        SELECT CASE
            WHEN EXISTS (SELECT FROM spent) THEN 0
            WHEN EXISTS (SELECT FROM "Redemptions" WHERE "Issuer" = $4 AND "ReplayKey" = $5) THEN 1
            ELSE 2 END
        """;

    private NpgsqlConnection? kept;

    public override async Task<IReadOnlyList<LedgerOutcome>> Write(IEnumerable<LedgerEntry> entries)
    {
        await using var batch = new NpgsqlBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(TakeTurn) { Parameters = { Of(PostgresEngine.TurnLock) } });
        foreach (var entry in entries) batch.BatchCommands.Add(Command(entry));

        batch.Connection = kept ??= await Open();
        await batch.PrepareAsync(); // a round trip for the first group on a connection, nothing for the others
        await using var reader = await batch.ExecuteReaderAsync();
        var outcomes = new List<LedgerOutcome>();
        while (await reader.NextResultAsync())
        {
            await reader.ReadAsync();
            outcomes.Add((LedgerOutcome)reader.GetInt32(0));
        }

        return outcomes;
    }

    public override void Forget()
    {
        kept?.Dispose();
        kept = null;
    }

    private async Task<NpgsqlConnection> Open()
    {
        var opened = new NpgsqlConnection(connection);
        await opened.OpenAsync();
        return opened;
    }

    private static NpgsqlBatchCommand Command(LedgerEntry entry)
    {
        var (spent, token, told) = (entry.Redemption, entry.Token, entry.Event);
        var at = entry.Publishers.Count == 0 ? told.At : entry.Publishers[0].At;
        return new NpgsqlBatchCommand(WriteEntry)
        {
            Parameters =
            {
                Of<Guid[]>([.. entry.Publishers.Select(used => used.Id)]),
                Of<string[]>([.. entry.Publishers.Select(used => used.Before)]),
                Of<string[]>([.. entry.Publishers.Select(used => used.Pins)]),
                Text(spent.Issuer), Text(Storable(spent.ReplayKey)), Micros(spent.Expires),
                Micros(at),
                Of(token.Id), Text(token.Description), Micros(token.Created), Micros(token.Expires), Text(token.Caveats),
                Text(token.Source),
                Of<Guid[]>([.. entry.Grants.Select(grant => grant.PublisherId)]),
                Micros(told.At), Text(told.Event), Text(told.Project), Text(told.Actor), Text(told.Details),
                Of<string[]>([.. entry.Publishers.Select(used => used.Fields)]),
            },
        };
    }

    /// <summary>PostgreSQL's text holds no NUL. That two keys may become one refuses one token more, never one less.</summary>
    private static string Storable(string key) => key.Replace('\0', '␀');

    private static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };

    private static NpgsqlParameter Text(string? value) => new() { NpgsqlDbType = NpgsqlDbType.Text, Value = value ?? (object)DBNull.Value };

    private static NpgsqlParameter Micros(DateTimeOffset? time) => new()
    {
        NpgsqlDbType = NpgsqlDbType.Bigint,
        Value = time is { } known ? ColophonDb.Micros(known) : DBNull.Value,
    };
}
