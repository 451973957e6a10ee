using System.Diagnostics;
using Colophon.Index.Store;
using Colophon.Index.Store.Chain;
using Colophon.Index.Store.Engines;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Colophon.Index.Upkeep.Posting;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colophon.Tests.Index.Store.Chain;

/// <summary>What somebody who can write to the database alone cannot hide (threats.md H04).</summary>
public sealed class HistoryChainTests
{
    private const string Columns = "\"At\", \"Event\", \"Project\", \"Actor\", \"Details\", \"Action\", \"Version\", \"Seal\"";

    private static Sealing Worker(TestIndex index) => index.Services.GetServices<IHostedService>().OfType<Sealing>().Single();

    private static async Task SealAll(Sealing worker)
    {
        while (await worker.Once(CancellationToken.None) > 0) { }
    }

    private static async Task<TestIndex> StartWith(int entries, Database database)
    {
        var index = await TestIndex.Start(database: database);
        await using var db = await index.Db();
        db.History.AddRange(Enumerable.Range(0, entries).Select(i => new HistoryEntry
        {
            At = index.Clock.GetUtcNow(),
            Event = i % 2 == 0 ? "file:add" : "release:yank",
            Project = $"project-{i}",
            Actor = "alice",
            Details = $$"""{"n":"{{i}}"}""",
        }));
        await db.SaveChangesAsync();
        return index;
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Each_way_to_change_the_history_afterwards_is_found(Database database)
    {
        await using var index = await StartWith(20, database);
        await SealAll(Worker(index));
        Assert.Equal(0, (await index.Verb("audit", "verify")).Code);
        await using var db = await index.Db();
        var first = await db.History.MinAsync(e => e.Id);

        var (third, fourth, last) = (first + 2, first + 3, first + 19);
        var copy = $"INSERT INTO \"History\" (\"Id\", {Columns}) SELECT";
        (string What, string Statement, string Says, long Entry)[] tries =
        [
            ("edited", $"UPDATE \"History\" SET \"Actor\" = 'bob' WHERE \"Id\" = {third}", "was edited", third),
            ("edited, seal taken away", $"UPDATE \"History\" SET \"Actor\" = 'bob', \"Seal\" = NULL WHERE \"Id\" = {third}", "no seal", third),
            ("action edited", $"UPDATE \"History\" SET \"Action\" = '' WHERE \"Id\" = {third}", "was edited", third),
            ("time edited", $"UPDATE \"History\" SET \"At\" = \"At\" + 1 WHERE \"Id\" = {third}", "was edited", third),
            ("removed", $"DELETE FROM \"History\" WHERE \"Id\" = {third}", "removed", fourth),
            ("first removed", $"DELETE FROM \"History\" WHERE \"Id\" = {first}", "removed", first + 1),
            ("added without a seal", $"{copy} -5, \"At\", \"Event\", \"Project\", \"Actor\", \"Details\", \"Action\", \"Version\", NULL "
                + $"FROM \"History\" WHERE \"Id\" = {third}", "no seal", -5),
            ("added with another's seal", $"{copy} -5, {Columns} FROM \"History\" WHERE \"Id\" = {third}", "was edited, or added", -5),
            ("swapped", $"UPDATE \"History\" SET \"Id\" = -1 WHERE \"Id\" = {third}; UPDATE \"History\" SET \"Id\" = {third} WHERE \"Id\" = "
                + $"{fourth}; UPDATE \"History\" SET \"Id\" = {fourth} WHERE \"Id\" = -1", "was edited", third),
            ("last removed", $"DELETE FROM \"History\" WHERE \"Id\" = {last}", "cut off", last),
            ("end cut off", $"DELETE FROM \"History\" WHERE \"Id\" > {third}", "cut off", last),
            ("end cut off and replaced", $"DELETE FROM \"History\" WHERE \"Id\" > {third}; {copy} {last} + 7, \"At\", \"Event\", \"Project\", "
                + $"\"Actor\", \"Details\", \"Action\", \"Version\", NULL FROM \"History\" WHERE \"Id\" = {third}", "cut off", last),
            ("all removed", "DELETE FROM \"History\"", "cut off", last),
            ("all seals taken away", "UPDATE \"History\" SET \"Seal\" = NULL", "no seal", first),
        ];
        var key = index.Services.GetRequiredService<RootKeys>().ForHistory();
        var kept = index.Services.GetRequiredService<KeptHead>().Read();
        foreach (var (what, statement, says, entry) in tries)
        {
            await using var change = await db.Database.BeginTransactionAsync(); // undone at its end
            await db.Database.ExecuteSqlRawAsync(statement.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
            var report = await HistoryChain.Verify(db, key, kept, CancellationToken.None);
            Assert.True(report.Entry == entry && report.Fault!.Contains(says, StringComparison.Ordinal), $"{what}: {report}");
        }

        await db.History.Where(e => e.Id == third).ExecuteDeleteAsync();
        var (code, output) = await index.Verb("audit", "verify");
        Assert.Equal(1, code);
        Assert.Contains("removed", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task What_was_sealed_is_never_sealed_again_not_even_by_a_new_process(Database database)
    {
        await using var index = await StartWith(10, database);
        await SealAll(Worker(index));
        await using var db = await index.Db();
        await db.Database.ExecuteSqlRawAsync("UPDATE \"History\" SET \"Seal\" = NULL, \"Actor\" = 'bob'");

        using var restarted = NewNode(index);
        await SealAll(restarted);
        Assert.Equal(10, await db.History.CountAsync(e => e.Seal == null));
        Assert.Equal(1, (await index.Verb("audit", "verify")).Code);
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Two_nodes_seal_one_chain_while_others_write_and_keep_up_with_exchanges(Database database)
    {
        await using var index = await StartWith(3000, database);
        using var other = NewNode(index);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(SealAll(Worker(index)), SealAll(other), index.AddPublisher("sampleproject", pending: false));
        await SealAll(Worker(index));
        TestContext.Current.TestOutputHelper!.WriteLine($"{database}: 3,000 entries sealed in {watch.ElapsedMilliseconds} ms, by two nodes, verbs beside them");

        var (code, output) = await index.Verb("audit", "verify", "--json");
        Assert.True(code == 0, output);
        Assert.Contains("\"unsealed\": 0", output, StringComparison.Ordinal);
        var head = System.Text.Json.JsonDocument.Parse(output).RootElement.GetProperty("head").GetString()!;
        Assert.Equal(0, (await index.Verb("audit", "verify", "--expect", head)).Code);
        Assert.Equal(1, (await index.Verb("audit", "verify", "--expect", head[..^1] + "x")).Code);
    }

    [Fact]
    public async Task An_older_copy_of_the_database_is_noticed_and_can_be_accepted()
    {
        await using var index = await StartWith(10, Database.Sqlite);
        await SealAll(Worker(index));
        await using var db = await index.Db();
        await db.Database.ExecuteSqlRawAsync("DELETE FROM \"History\" WHERE \"Id\" > (SELECT min(\"Id\") + 4 FROM \"History\")");
        Assert.Contains("cut off", (await index.Verb("audit", "verify")).Output, StringComparison.Ordinal);

        Assert.Equal(0, (await index.Verb("audit", "accept")).Code);
        using var restarted = NewNode(index);
        await SealAll(restarted);
        Assert.Equal(0, (await index.Verb("audit", "verify")).Code);
        Assert.Contains("audit:accept", (await index.Verb("audit", "list", "--event", "audit:")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("[1]")]
    [InlineData("""{"a":{"b":[1,null]},"firstUse":"x"}""")]
    public async Task A_bent_row_does_not_stop_the_sealing_of_what_follows(string details)
    {
        await using var index = await StartWith(2, Database.Sqlite);
        await index.Verb("webhook", "add", "http://127.0.0.1:1/");
        await using var db = await index.Db();
        db.History.Add(new HistoryEntry { At = DateTimeOffset.UtcNow.AddDays(1), Event = "token:mint", Actor = "x", Details = details });
        db.History.Add(new HistoryEntry { At = DateTimeOffset.UtcNow.AddDays(1), Event = "token:burn", Actor = "x" });
        await db.SaveChangesAsync();
        await SealAll(Worker(index));
        Assert.Equal(0, await db.History.CountAsync(e => e.Seal == null));
        Assert.Equal(2, await db.Messages.CountAsync(m => m.WebhookId != null && m.Subject.StartsWith("token:")));
    }

    [Fact]
    public async Task The_log_is_filtered_and_nothing_in_it_can_write_a_line_of_its_own()
    {
        await using var index = await StartWith(4, Database.Sqlite);
        await using (var db = await index.Db())
        {
            await db.Record(index.Clock.GetUtcNow(), "user:add", null, "mallory\r\n1 forged\u001b[2J\u202e");
        }

        var lines = (await index.Verb("audit", "list")).Output.TrimEnd('\n').Split('\n');
        Assert.Equal(5, lines.Length);
        Assert.DoesNotContain(lines, line => line.Any(char.IsControl) || line.Contains('\u202e', StringComparison.Ordinal));
        Assert.Equal(2, (await index.Verb("audit", "list", "--event", "file:")).Output.TrimEnd('\n').Split('\n').Length);
        Assert.Single((await index.Verb("audit", "list", "--project", "Project_1")).Output.TrimEnd('\n').Split('\n'));
        Assert.Equal(1, (await index.Verb("audit", "list", "--event", "%")).Code);
    }

    private static Sealing NewNode(TestIndex index) => new(index.Services.GetRequiredService<IDbContextFactory<ColophonDb>>(),
        new WriteTurn(index.Services.GetRequiredService<Engine>()), index.Services.GetRequiredService<RootKeys>(),
        index.Services.GetRequiredService<KeptHead>(), index.Clock, NullLogger<Sealing>.Instance);
}
