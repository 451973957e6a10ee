using System.Data.Common;
using Colophon.Index;
using Colophon.Index.Store;
using Colophon.Index.Store.Engines;
using Colophon.Index.Store.Files;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Colophon.Tests.Index.Store;

/// <summary>What both engines promise to the rooms.</summary>
public abstract class EnginesTests(Database database) : IAsyncLifetime
{
    private TestIndex index = null!;

    public async ValueTask InitializeAsync() => index = await TestIndex.Start(database: database);

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Fact]
    public async Task The_migrations_make_the_model()
    {
        await using var db = await index.Db();
        Assert.Equal(database == Database.Postgres ? "Npgsql.EntityFrameworkCore.PostgreSQL" : "Microsoft.EntityFrameworkCore.Sqlite",
            db.Database.ProviderName);
        Assert.False(db.Database.HasPendingModelChanges());
        Assert.Empty(await db.Database.GetPendingMigrationsAsync());
    }

    [Fact]
    public async Task Changes_take_turns_and_entries_of_the_history_become_visible_in_the_order_of_their_ids()
    {
        var turn = index.Services.GetRequiredService<WriteTurn>();
        using var stop = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            for (var n = 0; n < 20; n++)
            {
                await using var db = await index.Db();
                await using var change = await turn.Begin(db, CancellationToken.None);
                await db.Record(index.Clock.GetUtcNow(), $"test:{i}", project: null, "test");
                await Task.Yield();
                await change.Commit(CancellationToken.None);
            }
        })).ToList();
        var seen = new List<long>();
        var reader = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await using var db = await index.Db();
                var last = seen.Count == 0 ? 0 : seen[^1];
                seen.AddRange(await db.History.Where(e => e.Id > last && e.Actor == "test").OrderBy(e => e.Id).Select(e => e.Id).ToListAsync());
            }
        });
        await Task.WhenAll(writers);
        await Task.Delay(200);
        await stop.CancelAsync();
        await reader;

        await using var all = await index.Db();
        Assert.Equal(160, seen.Count);
        Assert.Equal(await all.History.Where(e => e.Actor == "test").OrderBy(e => e.Id).Select(e => e.Id).ToListAsync(), seen);
    }

    [Fact]
    public async Task What_was_not_committed_is_undone_and_the_turn_goes_on()
    {
        var turn = index.Services.GetRequiredService<WriteTurn>();
        await using var db = await index.Db();
        await using (await turn.Begin(db, CancellationToken.None)) await db.Record(index.Clock.GetUtcNow(), "test", project: null, "test");
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turn.Begin(db, gone.Token));
        await using (await turn.Begin(db, CancellationToken.None)) { }

        Assert.Equal(0, await db.History.CountAsync(e => e.Actor == "test"));
    }

    [Fact]
    public async Task Every_look_up_of_the_hot_paths_uses_an_index()
    {
        await using var db = await index.Db();
        var (guid, text) = (Guid.NewGuid(), "x");
        IQueryable[] lookUps =
        [
            db.Publishers.Where(p => p.Provider == text && p.Issuer == text && p.LookUpKey == text),
            db.Publishers.Where(p => p.PendingNormalizedName == text),
            db.Tokens.Where(t => t.Id == guid),
            db.Grants.Where(g => g.TokenId == guid),
            db.Redemptions.Where(r => r.Issuer == text && r.ReplayKey == text),
            db.Projects.Where(p => p.NormalizedName == text),
            db.Projects.Where(p => p.LookAlike == text),
            db.Files.Where(f => f.FileName == text),
            db.Files.Where(f => f.ProjectId == guid),
            db.Releases.Where(r => r.ProjectId == guid && r.CanonicalVersion == text),
            db.TakenFileNames.Where(t => t.FileName == text),
            db.Users.Where(u => u.NormalizedUserName == text),
            db.Issuers.Where(i => i.Url == text),
            db.History.Where(e => e.Id > 1),
            db.History.Where(e => e.Id > 1 && e.Action != null).OrderBy(e => e.Id).Take(10),
            db.Files.Where(f => f.Sha256 == text),
            db.Files.Where(f => f.MetadataSha256 == text),
            db.DiscardedBlobs.Where(b => b.Sha256 == text),
        ];
        foreach (var query in lookUps)
        {
            var plan = await Plan(db, query);
            Assert.True(IsByIndex(plan), $"{query.ToQueryString()}\n{plan}");
        }

        Assert.False(IsByIndex(await Plan(db, db.Projects.Where(p => p.StatusReason == text)))); // the check can fail
    }

    private bool IsByIndex(string plan) => database == Database.Postgres
        ? !plan.Contains("Seq Scan", StringComparison.Ordinal)
        : plan.Contains("SEARCH", StringComparison.Ordinal) && !plan.Contains("SCAN", StringComparison.Ordinal);

    private async Task<string> Plan(ColophonDb db, IQueryable query)
    {
        await db.Database.OpenConnectionAsync();
        await using var command = query.CreateDbCommand();
        if (database == Database.Postgres)
        {
            // An empty table is quicker to read whole: what is asked here is whether it could be done otherwise.
            await using var setting = db.Database.GetDbConnection().CreateCommand();
            setting.CommandText = "SET enable_seqscan = off; SET enable_bitmapscan = off";
            await setting.ExecuteNonQueryAsync();
        }

        command.CommandText = (database == Database.Postgres ? "EXPLAIN " : "EXPLAIN QUERY PLAN ") + command.CommandText;
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        var lines = new List<string>();
        while (await reader.ReadAsync()) lines.Add(reader.GetValue(reader.FieldCount - 1).ToString()!);
        return string.Join('\n', lines);
    }

    [Fact]
    public async Task Of_two_first_uses_at_once_with_different_ids_one_is_pinned_and_the_other_refused()
    {
        Assert.Equal(422, (await index.Mint()).Status); // the issuer's keys are here from now on
        await index.AddPublisher("sampleproject");
        var jobs = Enumerable.Range(0, 20).Select(i => TestIndex.Job.With("repository_id", $"{1000 + i}"));

        var answers = await Task.WhenAll(jobs.Select(job => index.Mint(job)));

        var winner = Assert.Single(answers.Index(), answer => answer.Item.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer =>
            Assert.True(answer.Status == 422, answer.Body.ToJsonString()));
        await using var db = await index.Db();
        Assert.Contains($"{1000 + winner.Index}", (await db.Publishers.SingleAsync()).Pins, StringComparison.Ordinal);
        Assert.Equal(1, await db.Redemptions.CountAsync());
    }

    [Fact]
    public async Task An_issuer_with_a_character_that_no_database_keeps_is_unknown()
    {
        var (status, body) = await index.Post("/_/oidc/mint-token",
            $$"""{"token":"{{Unsigned("""{"alg":"RS256","kid":"1"}""")}}.{{Unsigned("""{"iss":"https://a\u0000b","exp":1}""")}}.AAAA"}""");
        Assert.Equal(422, status);
        Assert.EndsWith("/unknown-issuer", body["type"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static string Unsigned(string json) => System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(json));

    [Fact]
    public async Task An_old_unfinished_upload_is_swept_away_and_a_neighbours_young_one_only_where_there_is_no_neighbour()
    {
        var incoming = Path.Combine(index.Folder, "blobs", "incoming");
        await File.WriteAllTextAsync(Path.Combine(incoming, "old"), "x");
        File.SetLastWriteTimeUtc(Path.Combine(incoming, "old"), DateTime.UtcNow.AddHours(-2));
        await File.WriteAllTextAsync(Path.Combine(incoming, "young"), "x");
        var isShared = index.Services.GetRequiredService<Engine>().IsShared;

        index.Services.GetRequiredService<Blobs>().SweepIncoming(isShared ? TimeSpan.FromHours(1) : TimeSpan.Zero);

        Assert.Equal(isShared ? ["young"] : [], Directory.GetFiles(incoming).Select(path => Path.GetFileName(path)!));
    }
}

public sealed class EnginesOnSqliteTests() : EnginesTests(Database.Sqlite);

public sealed class EnginesOnPostgresTests() : EnginesTests(Database.Postgres);

/// <summary>The setting that chooses the engine.</summary>
public sealed class DatabaseSettingTests
{
    private static (Settings Settings, IReadOnlyList<string> Faults) Read(string value) => SettingsReader.Read(
        new Microsoft.Extensions.Configuration.ConfigurationManager { ["Colophon:Database"] = value }, isDevelopment: false);

    [Fact]
    public void Left_out_or_sqlite_it_is_the_file_and_a_connection_string_is_PostgreSQL()
    {
        Assert.Null(Read("sqlite").Settings.Database);
        var address = Read("Host=db.example.org;Database=colophon;Username=me;Password=hush").Settings.Database!;
        Assert.Contains("hush", address.Connection, StringComparison.Ordinal);
        Assert.Equal("PostgreSQL at db.example.org, database colophon", address.ToString());
        Assert.DoesNotContain("hush", new Settings { Database = address }.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=db.example.org;Password=hush", "names no Database, found 'Host=db.example.org'")]
    [InlineData("Database=colophon;Password=hush", "names no Host, found 'Database=colophon'")]
    [InlineData("postgres://me:hush@db.example.org/colophon", "looks like a URL")]
    [InlineData("Host=db;Database=colophon;Pass=hush", "it is no connection string")]
    [InlineData("Host=db;Database=colophon;Password=a;hush=b", "it is no connection string")]
    [InlineData("Host=db;Database=colophon;Port=hush", "it is no connection string")]
    [InlineData("mysql", "it is no connection string")]
    [InlineData("", "names no Host, found nothing")]
    public void A_wrong_one_is_refused_with_what_was_found_and_what_is_allowed_and_never_the_password(string value, string expected)
    {
        var fault = Assert.Single(Read(value).Faults);
        Assert.StartsWith("Colophon:Database: ", fault, StringComparison.Ordinal);
        Assert.Contains(expected, fault, StringComparison.Ordinal);
        Assert.Contains("Expected sqlite, or a PostgreSQL connection string such as Host=", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", fault, StringComparison.Ordinal);
    }
}
