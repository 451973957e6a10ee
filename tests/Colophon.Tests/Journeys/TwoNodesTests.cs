using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Colophon.Demo;
using Colophon.Index.Store.Engines;
using Colophon.Tests.Support;
using Npgsql;

namespace Colophon.Tests.Journeys;

/// <summary>Two processes on one PostgreSQL database and one data directory behave as one index (threats.md A53, H20, H23).</summary>
public sealed class TwoNodesTests : IAsyncLifetime
{
    private const string Audience = "colophon-127.0.0.1";

    private readonly string data = Directory.CreateTempSubdirectory("colophon-nodes-").FullName;
    private PracticeIssuer issuer = null!;
    private RunningIndex one = null!;
    private RunningIndex other = null!;
    private string database = "";

    public async ValueTask InitializeAsync()
    {
        issuer = await PracticeIssuer.Start();
        database = await TestDatabases.MakeBare();
        // At once, on a database without a schema: one migrates, the other waits.
        var nodes = await Task.WhenAll(StartNode(), StartNode());
        (one, other) = (nodes[0], nodes[1]);
    }

    public async ValueTask DisposeAsync()
    {
        await one.DisposeAsync();
        await other.DisposeAsync();
        await issuer.DisposeAsync();
        await TestDatabases.Drop(database);
        Directory.Delete(data, recursive: true);
    }

    private Task<RunningIndex> StartNode() => Here.StartOn(data, issuer.Url, ("Colophon__Database", database),
        ("Logging__LogLevel__Default", "Warning"), ("Logging__LogLevel__Colophon.Reads", "Warning"));

    [Fact]
    public async Task What_is_uploaded_or_removed_on_one_node_is_there_or_refused_on_the_other_within_a_second()
    {
        await Here.AddPublisher(one, issuer.Url, "sampleproject");
        using var first = new IndexClient(one.Url);
        using var second = new IndexClient(other.Url);
        Assert.Equal(404, (await second.Get("/simple/sampleproject/")).Status);
        var token = (await first.Exchange(issuer.RequestFor(Here.Job)))["token"]!;
        var seen = new List<double>();
        for (var i = 0; i < 10; i++)
        {
            var version = $"1.{i}";
            Assert.Equal(200, (await Upload(first, version, token)).Status);
            seen.Add(await Until(async () => (await second.Get("/simple/sampleproject/")).Body.Contains($"-{version}-", StringComparison.Ordinal)));
        }

        Assert.All(seen, wait => Assert.True(wait < 1, $"{wait} s"));
        Assert.Equal(200, (await Upload(second, "2.0", token)).Status); // minted on one, good on the other

        var listed = await Here.Verb(one, "publisher", "list", "sampleproject");
        var removed = await one.Verb("publisher", "remove", listed.Output.Split(' ')[0]);
        Assert.True(removed.ExitCode == 0, removed.Output);
        var clock = Stopwatch.StartNew();
        var exchange = await second.Exchange(issuer.RequestFor(Here.Job));
        var upload = await Upload(second, "2.1", token);
        Assert.Equal((422, 403), (exchange.Status, upload.Status));
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"An upload on one node is on the other's page after {seen.Average() * 1000:0} ms (at most {seen.Max() * 1000:0} ms); "
            + $"a publisher removed on one is refused on the other at the first request, answered after {clock.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task Of_fifty_exchanges_at_once_over_both_nodes_exactly_one_wins_in_each_of_a_thousand_rounds()
    {
        const int rounds = 1000;
        await Here.AddPublisher(one, issuer.Url, "sampleproject");
        using var http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 100 });
        var wins = new ConcurrentBag<int>();
        var others = new ConcurrentDictionary<string, int>();
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(0, rounds), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (_, _) =>
        {
            var body = Encoding.ASCII.GetBytes(new JsonObject { ["token"] = issuer.Token(Here.Job, Audience) }.ToJsonString());
            var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Mint(http, i % 2 == 0 ? one.Url : other.Url, body)));
            wins.Add(answers.Count(answer => answer == "200"));
            foreach (var answer in answers.Where(answer => answer != "200")) others.AddOrUpdate(answer, 1, (_, n) => n + 1);
        });

        Assert.Equal(Enumerable.Repeat(1, rounds), wins);
        Assert.Equal([KeyValuePair.Create("422 already-used", rounds * 49)], others);
        Assert.Equal((rounds, rounds, rounds), (await Count("Redemptions"), await Count("Tokens"), await Count("Grants")));
        // What was opened at the height of the rush is still open: two nodes leave room on a server of the usual 100.
        var open = Convert.ToInt32(await Run("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            + "AND application_name = 'colophon-index'"), CultureInfo.InvariantCulture);
        Assert.True(open <= 2 * PostgresAddress.UsualPool, $"{open} connections");
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{rounds} rounds of 50 over two nodes: {wins.Sum()} winners, one in each; {rounds * 49} refused as already used; "
            + $"{clock.Elapsed.TotalSeconds:0} s");
    }

    [Fact]
    public async Task A_file_and_a_project_that_both_nodes_are_sent_at_once_come_to_be_once()
    {
        await Here.AddPublisher(one, issuer.Url, "sampleproject");
        using var first = new IndexClient(one.Url);
        using var second = new IndexClient(other.Url);
        var token = (await first.Exchange(issuer.RequestFor(Here.Job)))["token"]!;
        for (var round = 0; round < 10; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
                Upload(i % 2 == 0 ? first : second, $"1.{round}", token, i < 6 ? "SAME = 1\n" : $"N = {i}\n")));

            // Six send the same bytes: either all of these win, or one of the others does.
            Assert.All(answers, answer => Assert.True(answer.Status is 200 or 400, $"{answer.Status} {answer.Body}"));
            Assert.Contains(answers.Count(answer => answer.Status == 200), (int[])[1, 6]);
        }

        Assert.Equal((10, 1), (await Count("Files"), await Count("Projects")));
        await one.Kill();
        await other.Kill();
        var fsck = await one.Verb("fsck");
        Assert.True(fsck.ExitCode == 0, fsck.Output);
        Assert.Contains("0 blobs without a row", fsck.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_from_the_future_and_a_database_that_is_not_there_stop_the_start_in_words()
    {
        await Run("""INSERT INTO "__EFMigrationsHistory" VALUES ('29990101000000_Later', '99.0')""");
        var newer = await one.Verb("project", "list");
        Assert.Equal(1, newer.ExitCode);
        Assert.Contains("29990101000000_Later", newer.Output, StringComparison.Ordinal);

        var settings = new Dictionary<string, string> { ["Colophon__Database"] = database.Replace("test_", "none_", StringComparison.Ordinal) + ";Password=hush" };
        var missing = await Programs.Run(Here.Index, ["serve", "--urls", "http://127.0.0.1:0", "--data", data], settings);
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("has no database 'none_", missing.Output, StringComparison.Ordinal);
        settings["Colophon__Database"] = "Host=127.0.0.1;Port=1;Database=colophon;Username=colophon;Password=hush";
        var unreachable = await Programs.Run(Here.Index, ["serve", "--urls", "http://127.0.0.1:0", "--data", data], settings);
        Assert.Equal(1, unreachable.ExitCode);
        Assert.StartsWith("The index cannot start", unreachable.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", missing.Output + unreachable.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", missing.Output + unreachable.Output, StringComparison.Ordinal);
    }

    private static async Task<Answer> Upload(IndexClient client, string version, string token, string payload = "ANSWER = 42\n")
    {
        var folder = Directory.CreateTempSubdirectory("colophon-up-").FullName;
        var (name, bytes) = TestWheel.Make("sampleproject", version, Encoding.ASCII.GetBytes(payload));
        await File.WriteAllBytesAsync(Path.Combine(folder, name), bytes);
        var answer = await client.Upload(Path.Combine(folder, name), "sampleproject", version, token);
        Directory.Delete(folder, recursive: true);
        return answer;
    }

    private static async Task<string> Mint(HttpClient http, string node, byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var answer = await http.PostAsync($"{node}/_/oidc/mint-token", content);
        return answer.IsSuccessStatusCode ? "200" : $"{(int)answer.StatusCode} {answer.Headers.GetValues("X-Colophon-Error").Single()}";
    }

    /// <summary>Seconds until it is so; ten at most.</summary>
    private static async Task<double> Until(Func<Task<bool>> isSo)
    {
        var clock = Stopwatch.StartNew();
        while (!await isSo() && clock.Elapsed < TimeSpan.FromSeconds(10)) await Task.Delay(5);
        return clock.Elapsed.TotalSeconds;
    }

    private async Task<int> Count(string table) => Convert.ToInt32(await Run($"""SELECT count(*) FROM "{table}" """),
        CultureInfo.InvariantCulture);

    private async Task<object?> Run(string command)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var statement = new NpgsqlCommand(command, connection);
        return await statement.ExecuteScalarAsync();
    }
}
