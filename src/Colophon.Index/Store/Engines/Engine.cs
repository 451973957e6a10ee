using Colophon.Index.Store.Files;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Engines;

/// <summary>What differs between the two databases that the index runs on. All else is EF's, and the same for both.</summary>
internal abstract class Engine
{
    public static Engine Of(Settings settings, DataDirectory data) =>
        settings.Database is { } address ? new PostgresEngine(address) : new SqliteEngine(data);

    /// <summary>Whether other nodes may work on the same rows and files at this moment.</summary>
    public abstract bool IsShared { get; }

    public abstract void Configure(DbContextOptionsBuilder options);

    /// <summary>
    /// Brings the schema up to date; of several nodes that start at once one does it, and the others wait (threats.md H23).
    /// </summary>
    /// <exception cref="InvalidOperationException">There is no such database, or a newer version of Colophon has written it.</exception>
    public abstract Task Open(ColophonDb db, CancellationToken ct);

    /// <summary>
    /// Inside a transaction that has just begun: waits until no other process changes anything, and keeps it so to its end.
    /// </summary>
    public abstract Task TakeTurn(ColophonDb db, CancellationToken ct);

    public abstract LedgerPen NewPen();

    /// <summary>What the engine itself finds wrong with the database.</summary>
    public abstract Task<List<string>> Faults(ColophonDb db, CancellationToken ct);

    protected static async Task Migrate(ColophonDb db, CancellationToken ct)
    {
        var known = db.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var newer = (await db.Database.GetAppliedMigrationsAsync(ct)).FirstOrDefault(name => !known.Contains(name));
        if (newer is not null)
        {
            throw new InvalidOperationException(
                $"The database has the schema '{newer}', which this version of colophon-index does not know. Run the version that wrote "
                    + "it, or restore a backup.");
        }

        await db.Database.MigrateAsync(ct);
    }
}
