using Colophon.Demo;
using Colophon.Index.Store;
using Colophon.Index.Store.Engines;
using Colophon.Index.Store.Entities;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Bench;

/// <summary>Whole exchanges with more and more publishers registered (G13), and on PostgreSQL.</summary>
internal static class Growth
{
    private const int Clients = 4;

    public static async Task Measure(string program, Results results, int seconds)
    {
        var few = 0.0;
        foreach (var publishers in (int[])[10, 1_000, 100_000])
        {
            await using var place = await Place.Open(program);
            var load = await Exchange(place, OnSqlite(place), publishers, seconds);
            results.Note("G13", $"whole exchanges with {publishers:#,0} publishers, {Clients} at once", Told(load));
            if (publishers == 10) few = load.Median;
            else results.AtMost("G13", $"the same, median against that with 10", "times", load.Median / few, 1.5);
        }

        if (PracticePostgres.Programs is null) return;
        await using var server = await PracticePostgres.Start(isDurable: true);
        var database = server.Connection("template1");
        await using var there = await Place.Open(program, ("Colophon__Database", database));
        var options = new DbContextOptionsBuilder<PostgresDb>().UseNpgsql(database).Options;
        var onPostgres = await Exchange(there, new PostgresDb(options), 100_000, seconds);
        results.Note("G7", $"the same on PostgreSQL, 100,000 publishers, {Clients} at once", Told(onPostgres));
    }

    private static string Told(Load load) => $"{Results.Number(load.Rate)} /s, median {Results.Number(load.Median)} ms";

    private static async Task<Load> Exchange(Place place, ColophonDb db, int publishers, int seconds)
    {
        await Wheels.Upload(place.Http, place.Index.Url, await place.TokenFor("minted"), Wheels.Make("minted", "1.0", 1000));
        await using (db) await Register(db, publishers - 1);

        var folder = Directory.CreateTempSubdirectory("colophon-bench-").FullName;
        var address = $"{place.Index.Url}/_/oidc/mint-token";
        await Wrk.Run(address, Clients, 5, await Exchanges.Script(place, folder, 20_000)); // .NET needs that to be warm
        var load = await Wrk.Run(address, Clients, seconds, await Exchanges.Script(place, folder, seconds * 5000));
        Directory.Delete(folder, recursive: true);
        return load.Refused == 0 ? load
            : throw new InvalidOperationException($"{load.Refused} exchanges were refused: {place.Index.Log}");
    }

    private static ColophonDb OnSqlite(Place place) => new(new DbContextOptionsBuilder<ColophonDb>()
        .UseSqlite($"Data Source={Path.Combine(place.Index.Data, "colophon.db")};Pooling=false").Options);

    /// <summary>Rows straight into the database, each like the one that is there but for another repository.</summary>
    private static async Task Register(ColophonDb db, int more)
    {
        var like = await db.Publishers.AsNoTracking().FirstAsync();
        foreach (var numbers in Enumerable.Range(0, more).Chunk(1000))
        {
            db.ChangeTracker.Clear();
            db.Publishers.AddRange(numbers.Select(i => new Publisher
            {
                Id = Guid.CreateVersion7(),
                ProjectId = like.ProjectId,
                Provider = like.Provider,
                Issuer = like.Issuer,
                LookUpKey = $"octo-org/other-{i}",
                Fields = like.Fields.Replace("minted", $"other-{i}", StringComparison.Ordinal),
                Created = like.Created,
                AddedBy = like.AddedBy,
            }));
            await db.SaveChangesAsync();
        }
    }
}
