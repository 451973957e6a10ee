using System.Collections.Concurrent;
using System.Security.Cryptography;
using Colophon.Demo;
using Colophon.Tests.Support;

namespace Colophon.Tests.Journeys;

/// <summary>What happens when PostgreSQL dies under load: nothing acknowledged is lost, clients are told to come again (threats.md H18).</summary>
public sealed class KilledDatabaseTests
{
    private const int Kills = 3;

    [Fact]
    public async Task Killed_under_load_the_database_loses_no_acknowledged_upload_and_the_index_goes_on_when_it_is_back()
    {
        await using var postgres = await PracticePostgres.Start(isDurable: true);
        await using var issuer = await PracticeIssuer.Start();
        await using var index = await Here.Start(issuer.Url, ("Colophon__Database", postgres.Connection("template1")),
            ("Logging__LogLevel__Colophon.Reads", "Warning"));
        await Here.AddPublisher(index, issuer.Url, "sampleproject");
        var process = index.ProcessId;
        var acknowledged = new ConcurrentDictionary<string, string>();
        var statuses = new ConcurrentDictionary<string, int>();
        using var stop = new CancellationTokenSource();
        using var client = new IndexClient(index.Url);
        var token = (await client.Exchange(issuer.RequestFor(Here.Job)))["token"]!;
        var load = Enumerable.Range(0, 4).Select(lane => Task.Run(() => Upload(client, lane, token, acknowledged, statuses, stop.Token)))
            .Append(Task.Run(() => Exchange(client, issuer, statuses, stop.Token))).ToList();

        for (var kill = 0; kill < Kills; kill++)
        {
            var before = acknowledged.Count;
            for (var wait = 0; wait < 1000 && acknowledged.Count < before + 15; wait++) await Task.Delay(10);
            Assert.True(acknowledged.Count > before, $"after {kill} kills no upload went through: {string.Join(", ", statuses)}");
            await postgres.Kill();
            await Task.Delay(300);
            await postgres.Resume();
        }

        var last = acknowledged.Count;
        for (var wait = 0; wait < 1000 && acknowledged.Count < last + 15; wait++) await Task.Delay(10);
        await stop.CancelAsync();
        await Task.WhenAll(load);

        Assert.Equal(process, index.ProcessId);
        Assert.True(!statuses.Keys.Except(["200", "503 store-unavailable"]).Any(), $"{string.Join(", ", statuses)}\n{index.Log}");
        Assert.Contains("503 store-unavailable", statuses.Keys);
        await PulledCableTests.CheckLedger(index, acknowledged);
        await index.Kill(); // while it runs, young blobs without a row are believed to be on their way
        var fsck = await index.Verb("fsck");
        Assert.True(fsck.ExitCode == 0, fsck.Output);
        TestContext.Current.TestOutputHelper!.WriteLine($"{Kills} kills of PostgreSQL, {acknowledged.Count} acknowledged files, all there; "
            + $"fsck clean; answers: {string.Join(", ", statuses.Select(pair => $"{pair.Value} × {pair.Key}"))}");
    }

    /// <summary>One version after another; what is not acknowledged is sent again, as a client does that was told to come later.</summary>
    private static async Task Upload(IndexClient client, int lane, string token, ConcurrentDictionary<string, string> acknowledged,
        ConcurrentDictionary<string, int> statuses, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("colophon-load-").FullName;
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var version = $"1.{lane}.{i}";
            var (name, bytes) = TestWheel.Make("sampleproject", version, RandomNumberGenerator.GetBytes(5000));
            await File.WriteAllBytesAsync(Path.Combine(folder, name), bytes, CancellationToken.None);
            while (!Note(statuses, await client.Upload(Path.Combine(folder, name), "sampleproject", version, token)))
                await Task.Delay(50, CancellationToken.None);
            acknowledged[name] = Convert.ToHexStringLower(SHA256.HashData(bytes));
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task Exchange(IndexClient client, PracticeIssuer issuer, ConcurrentDictionary<string, int> statuses,
        CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
            if (!Note(statuses, await client.Exchange(issuer.RequestFor(Here.Job)))) await Task.Delay(50, CancellationToken.None);
    }

    private static bool Note(ConcurrentDictionary<string, int> statuses, Answer answer)
    {
        var code = answer.Status == 200 ? "200" : $"{answer.Status} {answer["type"]?.Split('/')[^1]}";
        statuses.AddOrUpdate(code, 1, (_, n) => n + 1);
        return answer.Status == 200;
    }
}
