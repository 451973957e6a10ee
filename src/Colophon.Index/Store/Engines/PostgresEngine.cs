using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Colophon.Index.Store.Engines;

/// <summary>
/// A PostgreSQL server: several nodes that share nothing else but the files and the secret. Changes take turns over all nodes, by an
/// advisory lock that ends with the transaction: what was looked up before a change is decided holds until its commit, and ids of the
/// history are given out in the order in which they become visible, which a sequence alone does not promise (ADR 0018).
/// </summary>
internal sealed class PostgresEngine(PostgresAddress address) : Engine
{
    /// <summary>The turn to change anything.</summary>
    public const long TurnLock = 0x436F6C6F70686F6E; // "Colophon"

    private const long MigrationLock = TurnLock + 1;

    public override bool IsShared => true;

    public override void Configure(DbContextOptionsBuilder options) => options.UseNpgsql(address.Connection);

    public override async Task Open(ColophonDb db, CancellationToken ct)
    {
        try
        {
            await db.Database.OpenConnectionAsync(ct);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            throw new InvalidOperationException(
                $"The server has no database '{address.Database}'. Make one: CREATE DATABASE \"{address.Database}\" "
                    + "ENCODING 'UTF8'.", exception);
        }

        db.Database.SetCommandTimeout(TimeSpan.FromMinutes(10)); // a neighbour may be migrating
        await db.Database.ExecuteSqlRawAsync("SET lock_timeout = 0", ct);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({MigrationLock})", ct);
        try
        {
            await Migrate(db, ct);
        }
        finally
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({MigrationLock})", CancellationToken.None);
            await db.Database.ExecuteSqlRawAsync("RESET lock_timeout", CancellationToken.None);
            db.Database.SetCommandTimeout((int?)null);
            await db.Database.CloseConnectionAsync();
        }
    }

    public override Task TakeTurn(ColophonDb db, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock({TurnLock})", ct);

    public override LedgerPen NewPen() => new PostgresPen(address.Connection);

    /// <summary>Constraints are the server's to keep, and its pages its operator's to check (pg_amcheck).</summary>
    public override Task<List<string>> Faults(ColophonDb db, CancellationToken ct) => Task.FromResult(new List<string>());
}
