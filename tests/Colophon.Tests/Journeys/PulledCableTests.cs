using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Colophon.Demo;
using Colophon.Tests.Support;

namespace Colophon.Tests.Journeys;

/// <summary>What happens when the process dies or the disk is full: what was acknowledged stays, nothing is half there.</summary>
public sealed class PulledCableTests
{
    [Fact]
    public async Task Killed_a_hundred_times_in_the_middle_of_uploads_the_index_keeps_every_file_that_it_acknowledged()
    {
        await using var issuer = await PracticeIssuer.Start();
        await using var index = await Here.Start(issuer.Url, ("Logging__LogLevel__Colophon.Reads", "Warning"));
        await Here.AddPublisher(index, issuer.Url, "sampleproject");
        var folder = Directory.CreateTempSubdirectory("colophon-kill-").FullName;
        var acknowledged = new ConcurrentDictionary<string, string>();
        var random = new Random(9);
        for (var kill = 0; kill < 100; kill++)
        {
            using var client = new IndexClient(index.Url);
            var exchanged = await client.Exchange(issuer.RequestFor(Here.Job));
            Assert.True(exchanged.Status == 200, $"after {kill} kills: {exchanged.Status} {exchanged.Body}");
            var token = exchanged["token"]!;
            var round = kill;
            var uploaders = Enumerable.Range(0, 4).Select(lane => Task.Run(async () =>
            {
                for (var i = 0; ; i++)
                {
                    var version = $"1.{round}.{lane}.{i}";
                    var (name, bytes) = TestWheel.Make("sampleproject", version, RandomNumberGenerator.GetBytes(30_000));
                    var path = Path.Combine(folder, name);
                    await File.WriteAllBytesAsync(path, bytes);
                    if ((await client.Upload(path, "sampleproject", version, token)).Status == 200)
                        acknowledged[name] = Convert.ToHexStringLower(SHA256.HashData(bytes));
                    File.Delete(path);
                }
            })).ToList();
            if (kill % 4 > 0) await First(acknowledged, acknowledged.Count); // else: amid the very first uploads after a start
            await Task.Delay(random.Next(0, 150));
            await index.Kill();
            await Task.WhenAll(uploaders).ContinueWith(_ => { }, TaskScheduler.Default);
            await index.Restart();
        }

        await CheckLedger(index, acknowledged);
        TestContext.Current.TestOutputHelper!.WriteLine($"100 kills, {acknowledged.Count} acknowledged files, all there; fsck clean");
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Until one more upload is acknowledged than before; a second at most, so that slow rounds are cut as well.</summary>
    private static async Task First(ConcurrentDictionary<string, string> acknowledged, int before)
    {
        for (var wait = 0; wait < 200 && acknowledged.Count == before; wait++) await Task.Delay(5);
    }

    internal static async Task CheckLedger(RunningIndex index, ConcurrentDictionary<string, string> acknowledged)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{index.Url}/simple/sampleproject/");
        request.Headers.Accept.ParseAdd("application/vnd.pypi.simple.v1+json");
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode} {text}");
        var page = JsonNode.Parse(text)!;
        var listed = page["files"]!.AsArray().ToDictionary(f => f!["filename"]!.GetValue<string>(), f => f!);

        Assert.True(acknowledged.Count > 50, $"{acknowledged.Count} acknowledged");
        Assert.All(acknowledged, file => Assert.Equal(file.Value, listed[file.Key]["hashes"]!["sha256"]!.GetValue<string>()));
        foreach (var file in listed.Values) // whatever is listed is whole, acknowledged or not
            Assert.Equal(file["hashes"]!["sha256"]!.GetValue<string>(),
                Convert.ToHexStringLower(SHA256.HashData(await http.GetByteArrayAsync(new Uri(file["url"]!.GetValue<string>())))));
        var fsck = await index.Verb("fsck");
        Assert.True(fsck.ExitCode == 0, fsck.Output);
    }

    [Fact]
    public async Task A_full_disk_is_507_leaves_nothing_and_the_server_goes_on()
    {
        var folder = Directory.CreateTempSubdirectory("colophon-full-").FullName;
        var mounted = await Programs.Run("/bin/mount", ["-t", "tmpfs", "-o", "size=6m", "tmpfs", folder]);
        Assert.SkipUnless(mounted.ExitCode == 0 || Environment.GetEnvironmentVariable("CI") == "true",
            "Only root can mount a small file system.");
        Assert.True(mounted.ExitCode == 0, mounted.Output);
        try
        {
            await using var issuer = await PracticeIssuer.Start();
            await using var index = await RunningIndex.Start(Here.Index,
                new Dictionary<string, string>
                {
                    ["Colophon__Issuers__0__Provider"] = "github",
                    ["Colophon__Issuers__0__Issuer"] = issuer.Url,
                    ["Colophon__PlainHttpIssuers"] = "true"
                }, Path.Combine(folder, "data"));
            await Here.AddPublisher(index, issuer.Url, "sampleproject");
            using var client = new IndexClient(index.Url);
            var token = (await client.Exchange(issuer.RequestFor(Here.Job)))["token"]!;
            var outside = Directory.CreateTempSubdirectory().FullName;
            async Task<Answer> Upload(string version, int size)
            {
                var (name, bytes) = TestWheel.Make("sampleproject", version, RandomNumberGenerator.GetBytes(size));
                await File.WriteAllBytesAsync(Path.Combine(outside, name), bytes);
                return await client.Upload(Path.Combine(outside, name), "sampleproject", version, token);
            }

            Assert.Equal(200, (await Upload("1.0", 1000)).Status);
            Assert.Equal(507, (await Upload("1.1", 8 << 20)).Status);
            Assert.Equal(200, (await Upload("1.2", 1000)).Status);
            var fsck = await index.Verb("fsck");
            Assert.True(fsck.ExitCode == 0, fsck.Output);
            Assert.Contains("2 files", fsck.Output, StringComparison.Ordinal);
            Directory.Delete(outside, recursive: true);
        }
        finally
        {
            await Programs.Run("/bin/umount", ["-l", folder]);
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task An_error_of_fsync_is_never_acknowledged()
    {
        Assert.True(File.Exists("/usr/bin/strace"), "There is no strace. Debian: apt-get install strace (./test does it as root).");
        await using var issuer = await PracticeIssuer.Start();
        await using var index = await Here.Start(issuer.Url);
        await Here.AddPublisher(index, issuer.Url, "sampleproject");
        using var client = new IndexClient(index.Url);
        var token = (await client.Exchange(issuer.RequestFor(Here.Job)))["token"]!;
        using var tracer = Programs.Begin("/usr/bin/strace",
            ["-f", "-qq", "-o", "/dev/null", "-e", "trace=fsync,fdatasync", "-e", "inject=fsync,fdatasync:error=EIO", "-p",
            index.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await Task.Delay(1500);

        var folder = Directory.CreateTempSubdirectory().FullName;
        var (name, bytes) = TestWheel.Make("sampleproject", "1.0");
        await File.WriteAllBytesAsync(Path.Combine(folder, name), bytes);
        var answer = await client.Upload(Path.Combine(folder, name), "sampleproject", "1.0", token);
        tracer.Kill();
        await tracer.WaitForExitAsync();

        Assert.True(answer.Status == 507, $"{answer.Status} {answer.Body}");
        Assert.Equal(404, (await client.Get("/simple/sampleproject/")).Status);
        Assert.Equal(200, (await client.Upload(Path.Combine(folder, name), "sampleproject", "1.0", token)).Status);
        Directory.Delete(folder, recursive: true);
    }
}
