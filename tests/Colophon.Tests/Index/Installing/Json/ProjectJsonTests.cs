using System.Text.Json.Nodes;
using Colophon.Index.Store;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Colophon.Tests.Index.Installing.Json;

public abstract class ProjectJsonTests(Database database) : IAsyncLifetime
{
    private const string Metadata =
        """
        Summary: A sample
        Author: Ada
        Author-email: ada@example.org
        Maintainer: Mae
        License: MIT
        Keywords: one,two
        Home-page: https://example.org/
        Project-URL: Source, https://example.org/src,ok
        Classifier: Topic :: Software Development
        Requires-Python: >=3.8
        Requires-Dist: attrs>=1; extra == 'more'
        Provides-Extra: more
        Platform: any
        Description-Content-Type: text/markdown

        # Sample

        """;

    private TestIndex index = null!;
    private string token = "";

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start(database: database);
        await index.AddPublisher("sample-project", repository: "sampleproject");
        token = await index.Token();
        await index.Publish(token, "sample-project", "1.0.0", Metadata);
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Fact]
    public async Task Has_every_member_that_PyPI_has_from_the_metadata_inside_the_file()
    {
        var page = (await index.Object("/pypi/sample-project/json")).AsObject();
        var info = page["info"]!.AsObject();
        Assert.Equal(["info", "last_serial", "ownership", "releases", "urls", "vulnerabilities"], page.Select(member => member.Key));
        Assert.Equal(("author author_email bugtrack_url classifiers description description_content_type docs_url download_url downloads "
            + "dynamic home_page keywords license license_expression license_files maintainer maintainer_email name package_url platform "
            + "project_url project_urls provides_extra release_url requires_dist requires_python summary version yanked yanked_reason")
            .Split(' '), info.Select(member => member.Key));
        foreach (var (member, value) in new Dictionary<string, string>
        {
            ["author"] = "Ada",
            ["author_email"] = "ada@example.org",
            ["maintainer"] = "Mae",
            ["license"] = "MIT",
            ["keywords"] = "one,two",
            ["home_page"] = "https://example.org/",
            ["summary"] = "A sample",
            ["requires_python"] = ">=3.8",
            ["platform"] = "any",
            ["description"] = "# Sample\n",
            ["description_content_type"] = "text/markdown",
            ["version"] = "1.0.0",
            ["name"] = "sample-project",
            ["project_url"] = $"{index.Url}/project/sample-project/",
            ["release_url"] = $"{index.Url}/project/sample-project/1.0.0/",
        }) Assert.Equal(value, info[member]!.GetValue<string>());
        foreach (var (member, value) in new Dictionary<string, string>
        {
            ["classifiers"] = """["Topic :: Software Development"]""",
            ["provides_extra"] = """["more"]""",
            ["requires_dist"] = """["attrs>=1; extra == 'more'"]""",
            ["downloads"] = """{"last_day":-1,"last_month":-1,"last_week":-1}""",
            ["project_urls"] = """{"Homepage":"https://example.org/","Source":"https://example.org/src,ok"}""",
            ["yanked"] = "false",
        }) Assert.True(JsonNode.DeepEquals(JsonNode.Parse(value), info[member]), $"{member}: {info[member]}");
        Assert.All((string[])["bugtrack_url", "docs_url", "download_url", "dynamic", "license_expression", "license_files",
            "maintainer_email", "yanked_reason"], member => Assert.Null(info[member]));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"organization":null,"roles":[{"role":"Owner","user":"alice"}]}"""),
            page["ownership"]));
        Assert.Empty(page["vulnerabilities"]!.AsArray());
        Assert.Equal("1.0.0", Assert.Single(page["releases"]!.AsObject()).Key);
        Assert.True(JsonNode.DeepEquals(page["urls"], page["releases"]!["1.0.0"]));
    }

    [Fact]
    public async Task A_file_has_PyPIs_members_and_tells_where_it_came_from()
    {
        var file = (await index.Object("/pypi/sample-project/1.0/json"))["urls"]![0]!.AsObject();
        Assert.Equal(("colophon comment_text core-metadata digests downloads filename has_sig md5_digest packagetype python_version "
            + "requires_python size upload_time upload_time_iso_8601 url yanked yanked_reason").Split(' '), file.Select(m => m.Key));
        Assert.Equal(("bdist_wheel", "py3", -1, false, 19), (file["packagetype"]!.GetValue<string>(),
            file["python_version"]!.GetValue<string>(), file["downloads"]!.GetValue<int>(), file["has_sig"]!.GetValue<bool>(),
            file["upload_time"]!.GetValue<string>().Length));
        Assert.Contains(file["digests"]!["blake2b_256"]!.GetValue<string>()[4..], file["url"]!.GetValue<string>(), StringComparison.Ordinal);

        var source = file["colophon"]!["source"]!;
        Assert.Null(file["colophon"]!["uploader"]);
        Assert.Equal(("github", index.Issuer.Url, "octo-org/sampleproject", "release.yml", "3f2a91c0d5e84b7aa1c6f0e2b9d8c7a6f5e4d3c2"),
            (source["provider"]!.GetValue<string>(), source["issuer"]!.GetValue<string>(), source["repository"]!.GetValue<string>(),
            source["workflow"]!.GetValue<string>(), source["commit"]!.GetValue<string>()));
        Assert.StartsWith("refs/", source["ref"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.NotEmpty(source["run"]!.GetValue<string>());
        Assert.NotEmpty(source["ids"]!["repository_owner_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_latest_release_is_not_yanked_then_final_then_the_highest_and_versions_match_canonically()
    {
        foreach (var version in (string[])["1.9", "1.10", "2.0rc1"]) await index.Publish(token, "sample-project", version);
        Assert.Equal("1.10", await Latest());
        Assert.Equal(["1.0.0", "1.9", "1.10", "2.0rc1"],
            (await index.Object("/pypi/sample-project/json"))["releases"]!.AsObject().Select(release => release.Key));

        await Yank("1.10", "broken");
        Assert.Equal("1.9", await Latest());
        var yanked = await index.Object("/pypi/sample-project/v1.10.0/json/");
        Assert.Equal(("broken", "broken", "1.10"), (yanked["info"]!["yanked_reason"]!.GetValue<string>(),
            yanked["urls"]![0]!["yanked_reason"]!.GetValue<string>(), yanked["info"]!["version"]!.GetValue<string>()));
        Assert.Null(yanked["releases"]);
        var simple = (await index.Object("/simple/sample-project/", Reader.Json))["files"]!.AsArray();
        Assert.Equal("broken", simple.Single(file => file!["filename"]!.GetValue<string>().Contains("-1.10-", StringComparison.Ordinal))!
            ["yanked"]!.GetValue<string>());
        Assert.Contains("data-yanked=\"broken\"", await index.Text("/simple/sample-project/"), StringComparison.Ordinal);

        foreach (var version in (string[])["1.0.0", "1.9"]) await Yank(version, null);
        Assert.Equal("2.0rc1", await Latest());
        Assert.Equal(4, (await index.Text("/simple/sample-project/")).Split("<a ").Length - 1);
    }

    [Fact]
    public async Task Has_a_serial_a_tag_a_type_and_packed_forms()
    {
        for (var i = 0; i < 3; i++) await index.Publish(token, "sample-project", $"3.{i}");
        using var plain = await index.Get("/pypi/sample-project/json", ("Accept-Encoding", "identity"));
        Assert.Equal("application/json", plain.Content.Headers.ContentType!.ToString());
        Assert.Equal(["Accept-Encoding"], plain.Headers.Vary);
        Assert.Equal(JsonNode.Parse(await plain.Content.ReadAsStringAsync())!["last_serial"]!.ToString(),
            plain.Headers.GetValues("X-PyPI-Last-Serial").Single());
        foreach (var coding in (string[])["gzip", "br"])
        {
            using var packed = await index.Get("/pypi/sample-project/json", ("Accept-Encoding", coding));
            Assert.Equal(coding, packed.Content.Headers.ContentEncoding.Single());
            using var known = await index.Get("/pypi/sample-project/json", ("Accept-Encoding", coding),
                ("If-None-Match", packed.Headers.ETag!.ToString()));
            Assert.Equal(304, (int)known.StatusCode);
        }
    }

    private async Task<string> Latest() => (await index.Object("/pypi/sample-project/json"))["info"]!["version"]!.GetValue<string>();

    private async Task Yank(string version, string? reason)
    {
        await using var db = await index.Db();
        await db.Releases.Where(r => r.Version == version)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Yanked, true).SetProperty(r => r.YankedReason, reason));
        var entry = await db.Record(index.Clock.GetUtcNow(), "release:yank", "sample-project", "alice");
        index.Services.GetRequiredService<ChangeFeed>().Announce("sample-project", entry);
    }
}

public sealed class ProjectJsonOnSqliteTests() : ProjectJsonTests(Database.Sqlite);

public sealed class ProjectJsonOnPostgresTests() : ProjectJsonTests(Database.Postgres);
