using System.Diagnostics;
using System.Text.Json.Nodes;
using Colophon.Demo;
using Colophon.Index.Store.Life;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Colophon.Tests.Journeys;

/// <summary>
/// A mirror in Python, of the standard library alone, follows the serials while four people upload, yank and delete; in the end it has what
/// the index has, file by file.
/// </summary>
public abstract class MirrorTests(Database database)
{
    private const int Rounds = 12;

    [Fact]
    public async Task A_mirror_that_follows_the_serials_ends_with_exactly_what_the_index_has()
    {
        Assert.True(File.Exists(Python.Path), "There is no python3. Debian: apt-get install python3 (./test does it as root).");
        await using var index = await TestIndex.Start(settings => settings with { MirrorCallsPerMinute = null }, database);
        await index.Verb("user", "add", "alice", "--email", "alice@example.org");
        var token = (await index.Verb("token", "add", "--user", "alice")).Output.Trim();
        var stop = Path.Combine(index.Folder, "stop");
        var clock = Stopwatch.StartNew();
        var mirror = Programs.Run(Python.Path, [Checkout.File("tests/Colophon.Tests/Journeys/mirror.py"), index.Url, stop]);

        var changes = await Task.WhenAll(Enumerable.Range(0, 4).Select(lane => Task.Run(() => Work(index, token, lane))));
        await File.WriteAllTextAsync(stop, "");
        var ended = await mirror.WaitAsync(TimeSpan.FromMinutes(1));

        Assert.True(ended.ExitCode == 0, ended.Output);
        var told = JsonNode.Parse(ended.Output)!;
        Assert.Equal(await Expected(index), Flat(told["have"]!));
        Assert.Equal(told["last"]!.GetValue<long>(), told["serial"]!.GetValue<long>());
        Assert.Equal(0, told["stale"]!.GetValue<int>());
        await using var db = await index.Db();
        Assert.Equal(await db.Projects.OrderBy(p => p.NormalizedName).Select(p => $"{p.NormalizedName} {p.Serial}").ToListAsync(),
            told["known"]!.AsObject().Select(pair => $"{pair.Key} {pair.Value}"));
        var (code, output) = await index.Verb("fsck");
        Assert.True(code == 0, output);
        TestContext.Current.TestOutputHelper!.WriteLine($"{changes.Sum()} changes by four people, followed in {told["rounds"]} rounds, "
            + $"{told["have"]!.AsObject().Sum(p => p.Value!.AsObject().Count)} files in the end, in {clock.Elapsed.TotalSeconds:0.0} s");
    }

    /// <summary>What one person does: mostly uploads, and what a seeded die says.</summary>
    private static async Task<int> Work(TestIndex index, string token, int lane)
    {
        var (random, own, changes) = (new Random(lane), $"person-{(char)('a' + lane)}", 0);
        for (var round = 0; round < Rounds; round++)
        {
            var project = round % 3 == 0 ? "shared" : own;
            var version = $"{lane}.{round}";
            var (file, bytes) = TestWheel.Make(project, version, [.. Enumerable.Range(0, 200).Select(i => (byte)(i + round))]);
            using var answer = await index.Upload(file, bytes, token);
            Assert.True(answer.IsSuccessStatusCode, answer.ReasonPhrase);
            var release = Subject.Release(project, version);
            ProjectAct? act = random.Next(10) switch
            {
                0 or 1 => new Yank(release, IsOn: true, "wrong & \"bad\""),
                2 => new Yank(Subject.File(file), IsOn: true),
                3 => new Deletion(Subject.File(file)),
                4 => new Deletion(release),
                5 when project == own => new Deletion(Subject.Project(own)),
                _ => null,
            };
            changes += 1 + (act is null ? 0 : 1);
            if (act is not null) await Do(index, act);
        }

        if (lane == 0) await Do(index, new StatusChange(Subject.Project(own), "quarantined"));
        return changes;
    }

    private static async Task Do(TestIndex index, ProjectAct act)
    {
        await using var db = await index.Db();
        var outcome = await index.Services.GetRequiredService<ProjectLife>()
            .Carry(db, act, new Actor("test", IsOperator: true), CancellationToken.None);
        Assert.True(outcome.TryGet(out _, out var fault) || fault is { Problem.Status: 404 }, fault?.Detail);
    }

    private static async Task<List<string>> Expected(TestIndex index)
    {
        await using var db = await index.Db();
        var expected = new List<string>();
        foreach (var project in await db.Projects.AsNoTracking().ToListAsync())
        {
            var yanked = await db.Yanked(project.Id, CancellationToken.None);
            var files = await db.Files.AsNoTracking().Where(f => f.ProjectId == project.Id && project.Status == "active").ToListAsync();
            expected.AddRange(files.Select(f => $"{f.FileName} {f.Sha256} {(yanked.GetValueOrDefault(f.Id) is { } why ? why.Length == 0 ? "true" : why : "false")}"));
        }

        Assert.True(expected.Count > Rounds, $"{expected.Count}");
        return [.. expected.Order(StringComparer.Ordinal)];
    }

    private static List<string> Flat(JsonNode have) => [.. have.AsObject().SelectMany(project => project.Value!.AsObject())
        .Select(file => $"{file.Key} {file.Value![0]} {file.Value[1]}").Order(StringComparer.Ordinal)];
}

public sealed class MirrorOnSqliteTests() : MirrorTests(Database.Sqlite);

public sealed class MirrorOnPostgresTests() : MirrorTests(Database.Postgres);
