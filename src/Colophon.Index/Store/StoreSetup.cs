using Colophon.Index.Store.Files;
using Colophon.Index.Store.Trust;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store;

/// <summary>Puts the store together: which engine, which folder, and a schema that is up to date.</summary>
internal static class StoreSetup
{
    public static IServiceCollection AddStore(this IServiceCollection services, DataDirectory data)
    {
        services.AddSingleton(data);
        services.AddSingleton<RootKeys>();
        services.AddSingleton<Blobs>();
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<WriteTurn>();
        services.AddSingleton<Ledger>();
        services.AddSingleton<Readers>();
        services.AddScoped<TrustedIssuers>();
        services.AddSingleton<StoredKeys>();
        services.AddPooledDbContextFactory<ColophonDb>(options => Configure(options, data));
        services.AddDbContextPool<ColophonDb>(options => Configure(options, data));
        return services;
    }

    /// <summary>
    /// Makes or upgrades the schema, and switches SQLite to its write-ahead log, in which readers never wait for the writer.
    /// </summary>
    /// <exception cref="InvalidOperationException">A newer version of Colophon has written this database.</exception>
    public static async Task Open(this ColophonDb db, CancellationToken ct)
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
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", ct);
    }

    /// <summary>How every connection to the database is opened.</summary>
    public static string Connection(DataDirectory data) => new SqliteConnectionStringBuilder
    {
        DataSource = data.Database,
        ForeignKeys = true,
        DefaultTimeout = 30, // seconds to wait for a verb of another process that is writing
    }.ToString();

    private static void Configure(DbContextOptionsBuilder options, DataDirectory data) => options.UseSqlite(Connection(data));
}
