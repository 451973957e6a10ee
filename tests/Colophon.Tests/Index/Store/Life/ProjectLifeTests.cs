using System.Text.Json.Nodes;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Colophon.Index.Store.Life;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Colophon.Tests.Index.Store.Life;

/// <summary>Each act: what the next request sees, the one event, and what is left behind (pypi-wire.md 5.7, 6.1; threats.md E62-E65).</summary>
public abstract class ProjectLifeTests(Database database) : IAsyncLifetime
{
    private const string Name = "sampleproject";

    private TestIndex index = null!;
    private string token = "";

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start(database: database);
        await index.AddPublisher(Name);
        token = await index.Token();
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    private async Task<string> Put(string version, string metadata = "", byte[]? payload = null)
    {
        var (name, bytes) = TestWheel.Make(Name, version, payload, metadata);
        using var response = await index.Upload(name, bytes, token);
        Assert.True(response.IsSuccessStatusCode, response.ReasonPhrase);
        return name;
    }

    private async Task<Done?> Carry(ProjectAct act, bool isOperator = true)
    {
        await using var db = await index.Db();
        var outcome = await index.Services.GetRequiredService<ProjectLife>()
            .Carry(db, act, new Actor("test", isOperator), CancellationToken.None);
        return outcome.TryGet(out var done, out _) ? done : null;
    }

    private async Task<JsonNode> Page()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/simple/{Name}/");
        request.Headers.Accept.ParseAdd("application/vnd.pypi.simple.v1+json");
        using var answer = await index.Http.SendAsync(request);
        return answer.IsSuccessStatusCode ? JsonNode.Parse(await answer.Content.ReadAsStringAsync())! : new JsonObject();
    }

    private async Task<string> Yanked() => string.Join(' ', (await Page())["files"]!.AsArray().Select(f => f!["yanked"]!.ToJsonString()));

    private async Task<List<HistoryEntry>> Told()
    {
        await using var db = await index.Db();
        return await db.History.AsNoTracking().Where(e => e.Actor == "test").OrderBy(e => e.Id).ToListAsync();
    }

    private async Task<string> Refused(string fileName, byte[] bytes)
    {
        using var response = await index.Upload(fileName, bytes, token);
        return response.Headers.TryGetValues("X-Colophon-Error", out var codes) ? codes.Single() : $"{(int)response.StatusCode}";
    }

    [Fact]
    public async Task A_yanked_release_yanks_its_files_on_the_next_page_and_each_change_is_one_event()
    {
        await Put("1.0");
        var file = await Put("2.0");

        await Carry(new Yank(Subject.Release("SampleProject", "2"), IsOn: true, " broken wheel "));
        Assert.Equal("false \"broken wheel\"", await Yanked());
        Assert.Contains("data-yanked=\"broken wheel\"", await index.Http.GetStringAsync($"/simple/{Name}/"), StringComparison.Ordinal);
        Assert.Contains("yanked: broken wheel", await index.Http.GetStringAsync($"/project/{Name}/2.0"), StringComparison.Ordinal);
        Assert.Null((await Carry(new Yank(Subject.Release(Name, "2.0"), IsOn: true, "broken wheel")))!.Entry);
        await Carry(new Yank(Subject.File(file), IsOn: true, "its own"));
        Assert.Equal("false \"its own\"", await Yanked());
        await Carry(new Yank(Subject.Release(Name, "2.0"), IsOn: false));
        Assert.Equal("false \"its own\"", await Yanked());
        await Carry(new Yank(Subject.File(file), IsOn: true));
        Assert.Equal("false true", await Yanked());
        await Carry(new Yank(Subject.File(file), IsOn: false));
        Assert.Equal("false false", await Yanked());

        var told = await Told();
        Assert.Equal(["release:yank", "file:yank", "release:unyank", "file:yank", "file:unyank"], told.Select(e => e.Event));
        Assert.Equal(["yank release", $"yank file {file}", "unyank release", $"yank file {file}", $"unyank file {file}"],
            told.Select(e => e.Action!));
        Assert.All(told, e => Assert.Equal((Name, "2.0"), (e.Project!, e.Version!)));
        Assert.Equal(told[^1].Id, (await Page())["meta"]!["_last-serial"]!.GetValue<long>());
    }

    [Fact]
    public async Task A_file_that_comes_to_a_yanked_release_is_yanked_and_the_latest_release_is_one_that_is_not()
    {
        await Put("1.0", "Summary: the old one\n");
        await Put("2.0", "Summary: the new one\n");
        await Put("3.0rc1");
        Assert.Equal(("2.0", "the new one"), await Latest());

        await Carry(new Yank(Subject.Release(Name, "2.0"), IsOn: true));
        Assert.Equal(("1.0", "the old one"), await Latest());
        var (sdist, bytes) = TestSdist.Make(Name, "2.0");
        using (await index.Upload(sdist, bytes, token)) { }
        Assert.Equal("false true true false", await Yanked());

        await Carry(new Deletion(Subject.Release(Name, "1.0")));
        Assert.Equal("3.0rc1", (await Latest()).Version);
        await Carry(new Yank(Subject.Release(Name, "2.0"), IsOn: false));
        Assert.Equal("2.0", (await Latest()).Version);
        Assert.Equal(0, (await index.Verb("fsck")).Code);
    }

    private async Task<(string? Version, string? Summary)> Latest()
    {
        await using var db = await index.Db();
        var project = await db.Projects.SingleAsync();
        return (project.LatestVersion, project.Summary);
    }

    [Fact]
    public async Task A_deleted_file_release_and_project_leave_no_bytes_and_their_names_are_never_used_again()
    {
        var first = await Put("1.0");
        var second = await Put("2.0");
        var third = await Put("3.0");
        var address = new Uri((await Page())["files"]![0]!["url"]!.GetValue<string>());
        Assert.Equal(6, (await index.Left()).Blobs);
        (await index.Http.GetAsync(address)).EnsureSuccessStatusCode().Dispose();

        Assert.Equal(1, (await Carry(new Deletion(Subject.File(first))))!.Files);
        Assert.Equal(404, (int)(await index.Http.GetAsync(address)).StatusCode);
        Assert.Equal(4, (await index.Left()).Blobs);
        await Carry(new Deletion(Subject.Release(Name, "2.0")));
        Assert.Equal(2, (await index.Left()).Blobs);
        Assert.Equal([third], (await Page())["files"]!.AsArray().Select(f => f!["filename"]!.GetValue<string>()));
        Assert.Equal("filename-reuse", await Refused(first, TestWheel.Make(Name, "1.0").Bytes));
        Assert.Equal("filename-reuse", await Refused(second, TestWheel.Make(Name, "2.0", "X = 1\n"u8.ToArray()).Bytes));

        await Carry(new Deletion(Subject.Project(Name)));
        Assert.Equal((0, 0, 0, 0), await index.Left());
        Assert.Empty((await Page()).AsObject());
        Assert.Equal("invalid-auth", await Refused(TestWheel.Make(Name, "4.0").FileName, TestWheel.Make(Name, "4.0").Bytes)); // its publisher is gone

        await index.AddPublisher(Name); // somebody makes it anew
        token = await index.Token();
        Assert.Equal("filename-reuse", await Refused(third, TestWheel.Make(Name, "3.0").Bytes));
        await Put("4.0");
        Assert.Equal(["file:delete", "release:delete", "project:delete"], (await Told()).Select(e => e.Event));
        Assert.True((await Page())["meta"]!["_last-serial"]!.GetValue<long>() > (await Told())[^1].Id);
        var (code, output) = await index.Verb("fsck");
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task Bytes_that_another_row_names_stay()
    {
        await Put("1.0");
        await index.AddPublisher("other", repository: "other");
        var (name, bytes) = TestWheel.Make("other", "1.0");
        using (await index.Upload(name, bytes, await index.Token(Colophon.Demo.PracticeJob.GitHub("octo-org", "other", "release.yml")))) { }
        await using var db = await index.Db();
        var shared = await db.Files.Where(f => f.FileName == name).Select(f => f.MetadataSha256).SingleAsync();
        await db.Files.Where(f => f.FileName != name).ExecuteUpdateAsync(f => f.SetProperty(x => x.MetadataSha256, shared));

        await Carry(new Deletion(Subject.Project(Name)));

        Assert.True(index.Services.GetRequiredService<Blobs>().Has(shared));
        Assert.Equal(0, await db.DiscardedBlobs.CountAsync());
    }

    [Fact]
    public async Task Bytes_whose_removal_was_cut_off_or_held_back_by_a_backup_go_the_next_time()
    {
        var file = await Put("1.0");
        using (index.Services.GetRequiredService<DataDirectory>().TryHoldRemovals(isExclusive: true))
        {
            await Carry(new Deletion(Subject.File(file)));
            Assert.Equal((0, 1, 2, 0), await index.Left());
            var (code, output) = await index.Verb("fsck");
            Assert.True(code == 0, output);
            Assert.Contains("2 of deleted files are still to be removed", output, StringComparison.Ordinal);
        }

        Assert.Equal(2, await index.Services.GetRequiredService<BlobRemoval>().TryRun(CancellationToken.None));
        Assert.Equal((0, 1, 0, 0), await index.Left());
        Assert.Equal(0, await index.Services.GetRequiredService<BlobRemoval>().TryRun(CancellationToken.None));
    }

    [Fact]
    public async Task A_status_says_what_uploads_pages_and_downloads_do()
    {
        await Put("1.0");
        var address = new Uri((await Page())["files"]![0]!["url"]!.GetValue<string>());
        (await index.Http.GetAsync(address)).EnsureSuccessStatusCode().Dispose();
        (string Status, string Upload, int Listed, int Download)[] rows =
        [
            (ProjectStatus.Archived, "project-closed", 1, 200), (ProjectStatus.Quarantined, "project-closed", 0, 404),
            (ProjectStatus.Deprecated, "200", 2, 200), (ProjectStatus.Active, "200", 3, 200),
        ];
        foreach (var (status, upload, listed, download) in rows)
        {
            await Carry(new StatusChange(Subject.Project(Name), status, "because <of> that"));

            var (file, bytes) = TestWheel.Make(Name, $"{2 + listed}.0");
            Assert.Equal(upload, await Refused(file, bytes));
            var page = await Page();
            Assert.Equal((status, "because <of> that", listed), (page["project-status"]!["status"]!.GetValue<string>(),
                page["project-status"]!["reason"]!.GetValue<string>(), page["files"]!.AsArray().Count));
            Assert.Contains("<meta name=\"pypi:project-status-reason\" content=\"because &lt;of&gt; that\">",
                await index.Http.GetStringAsync($"/simple/{Name}/"), StringComparison.Ordinal);
            Assert.Equal(download, (int)(await index.Http.GetAsync(address)).StatusCode);
        }

        var told = await Told();
        Assert.All(told, e => Assert.Equal("project:status", e.Event));
        Assert.Equal(rows.Select(row => $"set project status {row.Status}"), told.Select(e => e.Action!));
    }

    [Fact]
    public async Task Only_the_operator_quarantines_and_what_is_not_there_or_cannot_be_shown_is_refused()
    {
        await Put("1.0");
        Assert.Null(await Carry(new StatusChange(Subject.Project(Name), "gone")));
        Assert.Null(await Carry(new StatusChange(Subject.Project(Name), ProjectStatus.Quarantined), isOperator: false));
        Assert.NotNull(await Carry(new StatusChange(Subject.Project(Name), ProjectStatus.Quarantined)));
        Assert.Null(await Carry(new StatusChange(Subject.Project(Name), ProjectStatus.Active), isOperator: false));
        Assert.Null(await Carry(new Yank(Subject.Release(Name, "1.0"), IsOn: true, "a\0b")));
        Assert.Null(await Carry(new Yank(Subject.Release(Name, "1.1"), IsOn: true)));
        Assert.Null(await Carry(new Yank(Subject.File("none-1.0.tar.gz"), IsOn: true)));
        Assert.Null(await Carry(new Deletion(Subject.Project("-"))));
        Assert.Single(await Told());
    }

    [Fact]
    public async Task A_download_that_has_begun_ends_whole_though_its_file_is_yanked_and_deleted_and_later_ones_are_404()
    {
        var file = await Put("1.0", payload: System.Security.Cryptography.RandomNumberGenerator.GetBytes(10 << 20));
        var page = (await Page())["files"]![0]!;
        var address = new Uri(page["url"]!.GetValue<string>());
        using var answer = await index.Http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await answer.Content.ReadAsStreamAsync();

        await Carry(new Yank(Subject.File(file), IsOn: true));
        await Carry(new Deletion(Subject.File(file)));

        Assert.Equal(page["hashes"]!["sha256"]!.GetValue<string>(),
            Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(stream)));
        Assert.Equal(404, (int)(await index.Http.GetAsync(address)).StatusCode);
    }

    [Fact]
    public async Task A_file_that_another_node_deleted_a_moment_ago_is_404_and_bytes_that_are_missing_are_an_error()
    {
        await Put("1.0");
        var address = new Uri((await Page())["files"]![0]!["url"]!.GetValue<string>());
        (await index.Http.GetAsync(address)).EnsureSuccessStatusCode().Dispose();
        await using var db = await index.Db();
        File.Delete(index.Services.GetRequiredService<Blobs>().PathOf((await db.Files.AsNoTracking().SingleAsync()).Sha256));
        Assert.Equal(500, (int)(await index.Http.GetAsync(address)).StatusCode);

        await db.Files.ExecuteDeleteAsync(); // and this process has not heard of it yet
        Assert.Equal(404, (int)(await index.Http.GetAsync(address)).StatusCode);
    }

    [Fact]
    public async Task Of_many_deletions_at_once_one_deletes_and_uploads_beside_them_leave_nothing_half_there()
    {
        await Put("1.0");
        await index.Verb("token", "add", "--user", "alice"); // a person's token makes the project anew when it is gone
        token = (await index.Verb("token", "add", "--user", "alice")).Output.Trim();
        var uploads = Enumerable.Range(0, 6).Select(i => Task.Run(() => Refused(TestWheel.Make(Name, $"2.{i}").FileName,
            TestWheel.Make(Name, $"2.{i}", new byte[50_000 + i]).Bytes))).ToList();
        var deletions = Enumerable.Range(0, 4).Select(_ => Task.Run(() => Carry(new Deletion(Subject.Release(Name, "1.0"))))).ToList();
        var projects = Enumerable.Range(0, 2).Select(_ => Task.Run(() => Carry(new Deletion(Subject.Project(Name))))).ToList();

        Assert.All(await Task.WhenAll(uploads), code => Assert.Equal("200", code));
        Assert.True((await Task.WhenAll(deletions)).Count(done => done is not null) <= 1);
        Assert.Contains(await Task.WhenAll(projects), done => done is not null);

        await using var db = await index.Db();
        var files = await db.Files.CountAsync();
        Assert.Equal((files * 2, 0), ((await index.Left()).Blobs, (await index.Left()).Incoming));
        var (code, output) = await index.Verb("fsck");
        Assert.True(code == 0, output);
    }
}

public sealed class ProjectLifeOnSqliteTests() : ProjectLifeTests(Database.Sqlite);

public sealed class ProjectLifeOnPostgresTests() : ProjectLifeTests(Database.Postgres);
