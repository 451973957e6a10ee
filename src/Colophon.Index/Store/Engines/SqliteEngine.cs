using Colophon.Index.Store.Files;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Engines;

/// <summary>A file in the data directory: one server, and verbs beside it.</summary>
internal sealed class SqliteEngine(DataDirectory data) : Engine
{
    private readonly string connection = new SqliteConnectionStringBuilder
    {
        DataSource = data.Database,
        ForeignKeys = true,
        DefaultTimeout = 30, // seconds to wait for a verb of another process that is writing
    }.ToString();

    public override bool IsShared => false;

    public override void Configure(DbContextOptionsBuilder options) => options.UseSqlite(connection);

    /// <summary>Also switches to the write-ahead log, in which readers never wait for the writer.</summary>
    public override async Task Open(ColophonDb db, CancellationToken ct)
    {
        await Migrate(db, ct);
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", ct);
    }

    /// <summary>Nothing to do: a transaction begins as the file's only writer.</summary>
    public override Task TakeTurn(ColophonDb db, CancellationToken ct) => Task.CompletedTask;

    public override LedgerPen NewPen() => new SqlitePen(connection);

    public override async Task<List<string>> Faults(ColophonDb db, CancellationToken ct)
    {
        var faults = await db.Database.SqlQueryRaw<string>("SELECT integrity_check AS Value FROM pragma_integrity_check")
            .Where(line => line != "ok").ToListAsync(ct);
        faults.AddRange(await db.Database.SqlQueryRaw<string>("SELECT \"table\" || ' row ' || rowid || ' points at nothing' AS Value "
            + "FROM pragma_foreign_key_check").ToListAsync(ct));
        return faults;
    }
}
