using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Colophon.Index.Store;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Colophon.Tests.Index.Installing;

/// <summary>What holds for every kind of page.</summary>
public abstract class ReadsTests(Database database) : IAsyncLifetime
{
    private static readonly string[] Pages =
    [
        "/simple/", "/simple/sample-project/", "/pypi/sample-project/json", "/pypi/sample-project/2.0/json", "/search/?q=sample", "/stats/",
    ];

    private TestIndex index = null!;
    private string token = "";

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start(database: database);
        await index.AddPublisher("Sample.Project", repository: "sampleproject");
        token = await index.Token();
        await index.Publish(token, "sample-project", "2.0", "Summary: First of all\n");
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Fact]
    public async Task Every_page_may_be_read_by_scripts_is_sent_without_a_body_to_HEAD_and_takes_no_other_method()
    {
        foreach (var path in Pages)
        {
            using var page = await index.Get(path);
            Assert.Equal(200, (int)page.StatusCode);
            Reader.AssertOpenToScripts(page);
            Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());

            using var head = await index.Send(HttpMethod.Head, path);
            Assert.Equal((page.StatusCode, page.Content.Headers.ContentType), (head.StatusCode, head.Content.Headers.ContentType));
            Assert.Equal(page.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());

            using var preflight = await index.Send(HttpMethod.Options, path, ("Origin", "https://example.org"),
                ("Access-Control-Request-Method", "GET"));
            Assert.Equal(204, (int)preflight.StatusCode);
            Reader.AssertOpenToScripts(preflight);
            Assert.Equal(405, (int)(await index.Send(HttpMethod.Delete, path)).StatusCode);
        }
    }

    [Theory]
    [InlineData("/simple", "/simple/")]
    [InlineData("/simple/Sample_Project", "/simple/sample-project/")]
    [InlineData("/pypi/Sample.Project/json", "/pypi/sample-project/json")]
    [InlineData("/pypi/Sample.Project/json/", "/pypi/sample-project/json")]
    [InlineData("/pypi/Sample.Project/1.0%2Bü/json", "/pypi/sample-project/1.0%2B%C3%BC/json")]
    [InlineData("/pypi/Sample.Project/1.0%0d%0aX: y/json", "/pypi/sample-project/1.0%0D%0AX%3A%20y/json")]
    public async Task Other_spellings_are_sent_to_the_one_address_and_scripts_may_follow(string path, string address)
    {
        using var response = await index.Get(path);
        Assert.Equal((HttpStatusCode.MovedPermanently, address), (response.StatusCode, response.Headers.GetValues("Location").Single()));
        Reader.AssertOpenToScripts(response);
    }

    [Theory]
    [InlineData("/simple/nothing/", "text/plain; charset=utf-8", "404 Not Found")]
    [InlineData("/simple/-/", "text/plain; charset=utf-8", "404 Not Found")]
    [InlineData("/packages/aa/bb/cc/sample_project-2.0-py3-none-any.whl", "text/plain; charset=utf-8", "404 Not Found")]
    [InlineData("/pypi/nothing/json", "application/json", """{"message": "Not Found"}""")]
    [InlineData("/pypi/sample-project/3.0/json", "application/json", """{"message": "Not Found"}""")]
    [InlineData("/pypi/sample-project/nonsense/json/", "application/json", """{"message": "Not Found"}""")]
    public async Task What_is_not_here_is_404_in_PyPIs_words(string path, string type, string body)
    {
        using var response = await index.Get(path);
        Assert.Equal((404, type, body), ((int)response.StatusCode, response.Content.Headers.ContentType!.ToString(),
            await response.Content.ReadAsStringAsync()));
        Reader.AssertOpenToScripts(response);
        Assert.Empty(await (await index.Send(HttpMethod.Head, path)).Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task An_upload_is_on_every_page_at_the_next_request_and_is_revalidated_by_its_tag()
    {
        for (var i = 3; i < 9; i++)
        {
            var before = new Dictionary<string, string>();
            foreach (var path in Pages[1..3])
            {
                before[path] = (await index.Get(path)).Headers.ETag!.ToString();
                using var known = await index.Get(path, ("If-None-Match", before[path]));
                Assert.Equal((304, before[path]), ((int)known.StatusCode, known.Headers.ETag!.ToString()));
            }

            var size = (await index.Object("/stats/"))["total_packages_size"]!.GetValue<long>();
            var bytes = await index.Publish(token, "sample-project", $"{i}.0");
            Assert.Contains($"-{i}.0-py3", await index.Text("/simple/sample-project/"), StringComparison.Ordinal);
            Assert.Contains($"-{i}.0-py3", await index.Text("/simple/sample-project/", Reader.Json), StringComparison.Ordinal);
            Assert.Equal($"{i}.0", (await index.Object("/pypi/sample-project/json"))["info"]!["version"]!.GetValue<string>());
            Assert.Equal($"{i}.0", (await index.Object($"/pypi/sample-project/{i}/json"))["info"]!["version"]!.GetValue<string>());
            Assert.Equal(size + bytes.Length, (await index.Object("/stats/"))["total_packages_size"]!.GetValue<long>());
            foreach (var (path, tag) in before) Assert.Equal(200, (int)(await index.Get(path, ("If-None-Match", tag))).StatusCode);

            var list = await index.Object("/simple/", Reader.Json);
            var serial = list["projects"]![0]!["_last-serial"]!.GetValue<long>();
            Assert.Equal(serial, (await index.Object("/pypi/sample-project/json"))["last_serial"]!.GetValue<long>());
            Assert.Equal(serial, list["meta"]!["_last-serial"]!.GetValue<long>());
        }
    }

    [Fact]
    public async Task A_new_project_a_quarantined_one_and_a_deleted_one_are_seen_on_every_list_at_the_next_request()
    {
        foreach (var path in Pages) await index.Text(path); // all kept
        await index.AddPublisher("another", repository: "another");
        var other = await index.Token(Colophon.Demo.PracticeJob.GitHub("octo-org", "another", "release.yml"));
        await index.Publish(other, "another", "1.0");
        foreach (var path in (string[])["/simple/", "/search/?q=ANOTHER", "/search/?q=&format=json", "/stats/"])
            Assert.Contains("another", await index.Text(path, "text/html"), StringComparison.Ordinal);

        await Change(db => db.Projects.Where(p => p.NormalizedName == "another")
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.Status, "quarantined").SetProperty(p => p.StatusReason, "mal\"ware")));
        foreach (var path in (string[])["/simple/", "/search/?format=json", "/stats/"])
            Assert.DoesNotContain("another", await index.Text(path), StringComparison.Ordinal);
        Assert.Contains("""content="mal&quot;ware">""", await index.Text("/simple/another/"), StringComparison.Ordinal);
        Assert.Empty((await index.Object("/simple/another/", Reader.Json))["files"]!.AsArray());
        Assert.Equal(404, (int)(await index.Get("/pypi/another/json")).StatusCode);
        Assert.Equal(404, (int)(await index.Get("/pypi/another/1.0/json")).StatusCode);

        await Change(db => db.Projects.Where(p => p.NormalizedName == "another").ExecuteDeleteAsync());
        Assert.Equal(404, (int)(await index.Get("/simple/another/")).StatusCode);
        Assert.DoesNotContain("another", await index.Text("/simple/", Reader.Json), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_its_metadata_and_every_page_agree()
    {
        var wheel = await index.Publish(token, "sample-project", "5.0", "Requires-Python: >=3.8\nRequires-Dist: attrs>=1\n\nWörter.\n");
        var api = (await index.Object("/pypi/sample-project/5.0/json"))!;
        var (file, info) = (api["urls"]![0]!, api["info"]!);
        var simple = (await index.Object("/simple/sample-project/", Reader.Json))["files"]![1]!;
        var url = file["url"]!.GetValue<string>();
        var sha256 = file["digests"]!["sha256"]!.GetValue<string>();
        var metadata = await index.Http.GetByteArrayAsync(new Uri(url + ".metadata"));
        using var zip = new ZipArchive(new MemoryStream(await index.Http.GetByteArrayAsync(new Uri(url))));
        using var inside = new MemoryStream();
        using (var entry = zip.GetEntry("sample_project-5.0.dist-info/METADATA")!.Open()) entry.CopyTo(inside);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(wheel)), sha256);
        Assert.Equal(inside.ToArray(), metadata);
        var digest = Convert.ToHexStringLower(SHA256.HashData(metadata));
        Assert.Equal(digest, file["core-metadata"]!["sha256"]!.GetValue<string>());
        foreach (var member in (string[])["core-metadata", "data-dist-info-metadata"])
            Assert.Equal(digest, simple[member]!["sha256"]!.GetValue<string>());
        Assert.Contains($"""href="{url}#sha256={sha256}" data-requires-python="&gt;=3.8" data-dist-info-metadata="sha256={digest}" """
            + $"""data-core-metadata="sha256={digest}">""", await index.Text("/simple/sample-project/"), StringComparison.Ordinal);
        Assert.Equal((url, sha256, wheel.Length, file["upload_time_iso_8601"]!.GetValue<string>()), (simple["url"]!.GetValue<string>(),
            simple["hashes"]!["sha256"]!.GetValue<string>(), simple["size"]!.GetValue<int>(), simple["upload-time"]!.GetValue<string>()));
        Assert.Equal((">=3.8", ">=3.8", "attrs>=1", "Wörter.\n"), (info["requires_python"]!.GetValue<string>(),
            simple["requires-python"]!.GetValue<string>(), info["requires_dist"]![0]!.GetValue<string>(),
            info["description"]!.GetValue<string>()));
        Assert.Contains("Requires-Dist: attrs>=1", Encoding.UTF8.GetString(metadata), StringComparison.Ordinal);
    }

    /// <summary>A change as every change is made: with its entry, announced when it is committed.</summary>
    private async Task Change(Func<ColophonDb, Task> act)
    {
        await using var db = await index.Db();
        await act(db);
        var entry = await db.Record(index.Clock.GetUtcNow(), "project:change", "another", "operator");
        index.Services.GetRequiredService<ChangeFeed>().Announce("another", entry);
    }
}

public sealed class ReadsOnSqliteTests() : ReadsTests(Database.Sqlite);

public sealed class ReadsOnPostgresTests() : ReadsTests(Database.Postgres);
