using System.IO.Compression;
using System.Text.Json.Nodes;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.Installing.Simple;

public abstract class SimpleTests(Database database) : IAsyncLifetime
{
    private TestIndex index = null!;
    private string token = "";

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start(database: database);
        await index.AddPublisher("Sample.Project", repository: "sampleproject");
        token = await index.Token();
        await Publish("1.0", "Requires-Python: >=3.8\n");
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    private async Task Publish(string version, string metadata = "")
    {
        var (name, bytes) = TestWheel.Make("sample-project", version, extraMetadata: metadata);
        using var response = await index.Upload(name, bytes, token, name: "sample-project");
        Assert.True((int)response.StatusCode == 200, response.ReasonPhrase);
    }

    private async Task<HttpResponseMessage> Get(string path, params (string Name, string Value)[] headers) =>
        await Send(HttpMethod.Get, path, headers);

    private async Task<HttpResponseMessage> Send(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await index.Http.SendAsync(request);
    }

    private static readonly (string? Accept, string Type)[] Negotiated =
    [
        (null, "text/html; charset=UTF-8"),
        ("*/*", "text/html; charset=UTF-8"),
        ("text/*", "text/html; charset=UTF-8"),
        ("application/json", "text/html; charset=UTF-8"),
        ("garbage", "text/html; charset=UTF-8"),
        ("application/*", "application/vnd.pypi.simple.v1+html"),
        ("application/vnd.pypi.simple.v1+json", "application/vnd.pypi.simple.v1+json"),
        ("application/vnd.pypi.simple.latest+json", "application/vnd.pypi.simple.v1+json"),
        ("application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01",
            "application/vnd.pypi.simple.v1+json"),
        ("application/vnd.pypi.simple.v1+json;q=0.1, text/html;q=0.2", "text/html; charset=UTF-8"),
        ("application/vnd.pypi.simple.v1+json;q=0, */*;q=0.1", "text/html; charset=UTF-8"),
        ("application/vnd.pypi.simple.v1+json, */*;q=0.1", "application/vnd.pypi.simple.v1+json"),
        ("application/vnd.pypi.simple.v9+json, text/html;q=0", "text/html; charset=UTF-8"),
    ];

    [Fact]
    public async Task The_form_is_negotiated()
    {
        foreach (var (accept, type) in Negotiated)
        {
            foreach (var path in (string[])["/simple/sample-project/", "/simple/"])
            {
                using var response = await Get(path, accept is null ? [] : [("Accept", accept)]);
                Assert.Equal((200, type), ((int)response.StatusCode, response.Content.Headers.ContentType!.ToString()));
                Assert.Equal(["Accept", "Accept-Encoding"], response.Headers.Vary);
            }
        }
    }

    [Fact]
    public async Task Only_a_version_of_the_api_that_does_not_exist_is_406()
    {
        foreach (var path in (string[])["/simple/", "/simple/sample-project/"])
        {
            using var response = await Get(path, ("Accept", "application/vnd.pypi.simple.v2+json"));
            Assert.Equal(406, (int)response.StatusCode);
            Reader.AssertOpenToScripts(response);
        }
    }

    [Fact]
    public async Task A_path_that_climbs_is_404()
    {
        foreach (var path in (string[])["/packages/../../secret", "/packages/%2e%2e/%2e%2e/%2e%2e/secret",
            "/packages/aa/bb/..%2f..%2f..%2f..%2fsecret/x"])
            Assert.Equal(404, (int)(await Get(path)).StatusCode);
    }

    [Fact]
    public async Task Html_and_json_tell_the_same_file_with_everything_the_standards_offer()
    {
        var json = JsonNode.Parse(await (await Get("/simple/sample-project/",
            ("Accept", "application/vnd.pypi.simple.v1+json"))).Content.ReadAsStringAsync())!;
        var html = await (await Get("/simple/sample-project/")).Content.ReadAsStringAsync();

        Assert.Equal(("1.4", "sample-project", "active"),
            (json["meta"]!["api-version"]!.GetValue<string>(), json["name"]!.GetValue<string>(),
            json["project-status"]!["status"]!.GetValue<string>()));
        Assert.Equal("1.0", json["versions"]![0]!.GetValue<string>());
        var file = json["files"]![0]!;
        var metadata = file["core-metadata"]!["sha256"]!.GetValue<string>();
        Assert.Null(file["dist-info-metadata"]); // an object there ends pip 23.0 with a TypeError
        Assert.Equal(metadata, file["data-dist-info-metadata"]!["sha256"]!.GetValue<string>());
        Assert.False(file["yanked"]!.GetValue<bool>());
        Assert.EndsWith("Z", file["upload-time"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains($"href=\"{file["url"]}#sha256={file["hashes"]!["sha256"]}\" data-requires-python=\"&gt;=3.8\" "
            + $"data-dist-info-metadata=\"sha256={metadata}\" data-core-metadata=\"sha256={metadata}\"", html, StringComparison.Ordinal);

        var bytes = await index.Http.GetByteArrayAsync(new Uri(file["url"] + ".metadata"));
        Assert.Equal(metadata, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
    }

    [Fact]
    public async Task A_page_that_the_client_has_is_304_in_every_coding_and_changes_with_the_next_upload()
    {
        foreach (var coding in (string[])["identity", "gzip", "br"])
        {
            using var first = await Get("/simple/sample-project/", ("Accept-Encoding", coding));
            var etag = first.Headers.ETag!.ToString();
            using var again = await Get("/simple/sample-project/", ("Accept-Encoding", coding), ("If-None-Match", etag));
            Assert.Equal((304, etag), ((int)again.StatusCode, again.Headers.ETag!.ToString()));
            Assert.Empty(await again.Content.ReadAsByteArrayAsync());
        }

        var old = (await Get("/simple/sample-project/")).Headers.ETag!.ToString();
        await Publish("1.1");
        Assert.Equal(200, (int)(await Get("/simple/sample-project/", ("If-None-Match", old))).StatusCode);
    }

    [Fact]
    public async Task Compressed_forms_unpack_to_the_plain_page()
    {
        for (var i = 0; i < 5; i++) await Publish($"2.{i}");
        var plain = await (await Get("/simple/sample-project/", ("Accept-Encoding", "identity"))).Content.ReadAsByteArrayAsync();
        var gzip = await Get("/simple/sample-project/", ("Accept-Encoding", "gzip"));
        Assert.Equal("gzip", gzip.Content.Headers.ContentEncoding.Single());
        var unpacked = new MemoryStream();
        using (var stream = new GZipStream(await gzip.Content.ReadAsStreamAsync(), CompressionMode.Decompress))
            await stream.CopyToAsync(unpacked);
        Assert.Equal(plain, unpacked.ToArray());
    }

    [Fact]
    public async Task An_upload_is_visible_on_the_next_request_while_others_read()
    {
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) using (await Get("/simple/sample-project/")) { }
        })).ToList();
        for (var i = 0; i < 40; i++)
        {
            await Publish($"3.{i}");
            Assert.Contains($"-3.{i}-py3", await (await Get("/simple/sample-project/")).Content.ReadAsStringAsync(),
                StringComparison.Ordinal);
            Assert.Contains("Sample", await (await Get("/simple/")).Content.ReadAsStringAsync(), StringComparison.OrdinalIgnoreCase);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task A_verb_of_another_process_is_noticed()
    {
        using (await Get("/simple/")) { }
        await index.Verb("project", "add", "brand-new", "--owner", "alice");
        var seen = false;
        for (var i = 0; i < 50 && !seen; i++)
        {
            index.Clock.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(20);
            seen = (await (await Get("/simple/")).Content.ReadAsStringAsync()).Contains("brand-new", StringComparison.Ordinal);
        }

        Assert.True(seen);
    }

    [Fact]
    public async Task Hostile_words_are_text_in_both_forms()
    {
        await using (var db = await index.Db()) await db.Files.ExecuteUpdateAsync(set =>
            set.SetProperty(f => f.Yanked, true).SetProperty(f => f.YankedReason, "\"><script>alert(1)</script>"));
        await Publish("4.0");
        var html = await (await Get("/simple/sample-project/")).Content.ReadAsStringAsync();
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        var json = JsonNode.Parse(await (await Get("/simple/sample-project/",
            ("Accept", "application/vnd.pypi.simple.v1+json"))).Content.ReadAsStringAsync())!;
        Assert.Equal("\"><script>alert(1)</script>", json["files"]![0]!["yanked"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_project_page_says_who_published_from_which_commit_and_every_problem_has_a_page()
    {
        var page = await (await Get("/project/sample-project/")).Content.ReadAsStringAsync();
        Assert.Contains("Published from", page, StringComparison.Ordinal);
        Assert.Contains($"{index.Issuer.Url}/octo-org/sampleproject/commit/3f2a91c0d5e84b7aa1c6f0e2b9d8c7a6f5e4d3c2", page,
            StringComparison.Ordinal); // a link never leads to the public forge for a repository of another one
        foreach (var path in Colophon.Index.Problems.ByPlace.SelectMany(p => p.Rows).Select(p => $"/problems/{p.Code}")
            .Concat(["/", "/problems/", "/providers/", "/providers/github", "/style.css", "/health", "/robots.txt"]))
            Assert.Equal(200, (int)(await Get(path)).StatusCode);
    }
}

public sealed class SimpleOnSqliteTests() : SimpleTests(Database.Sqlite);

public sealed class SimpleOnPostgresTests() : SimpleTests(Database.Postgres);
