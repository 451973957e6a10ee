using System.Text.Json.Nodes;
using Colophon.Demo;
using Colophon.Tests.Support;

namespace Colophon.Tests.Index.Publishing.Exchanges;

/// <summary>A ref with <c>{version}</c> binds what is minted to that version, in that project, by that publisher.</summary>
public sealed class BoundVersionTests : IAsyncLifetime
{
    private TestIndex index = null!;

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start();
        await index.Verb("user", "add", "alice", "--email", "alice@example.org");
        await index.Verb("issuer", "add", index.Issuer.Url, "--provider", "github");
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Fact]
    public async Task A_token_of_a_tags_run_uploads_the_tags_version_and_no_other()
    {
        await Add("sampleproject", "ref=refs/tags/v{version}");
        var token = await index.Token();

        Assert.Equal(200, await Upload("sampleproject", "1.2.0", token));
        Assert.Equal(200, await Upload("sampleproject", "1.2", token)); // the same version, spelled otherwise
        var before = await index.Left();
        var (name, bytes) = TestWheel.Make("sampleproject", "1.2.1");
        using var refused = await index.Upload(name, bytes, token);

        Assert.Equal(403, (int)refused.StatusCode);
        Assert.Equal("Invalid API Token: token comes from a run for version 1.2, and its publisher binds 'sampleproject' to the version "
            + "of the run: it is not good for 1.2.1", JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["detail"]!.GetValue<string>());
        Assert.Equal(before, await index.Left());
    }

    [Fact]
    public async Task No_project_lends_its_freedom_or_its_version_to_another()
    {
        await Add("bound", "ref=refs/tags/v{version}");
        await Add("free");
        await Add("minor", "ref=refs/tags/v1.{version}");
        var token = await index.Token();

        Assert.Equal((200, 403), (await Upload("bound", "1.2.0", token), await Upload("bound", "2.0", token)));
        Assert.Equal((200, 200), (await Upload("free", "1.2.0", token), await Upload("free", "7.0", token)));
        Assert.Equal((200, 403), (await Upload("minor", "2.0", token), await Upload("minor", "1.2.0", token)));
    }

    [Fact]
    public async Task A_second_publisher_without_the_condition_frees_its_project_until_it_is_removed()
    {
        await index.Verb("project", "add", "twice", "--owner", "alice");
        await Add("twice", pending: false, "ref=refs/tags/v{version}");
        var free = await Add("twice", pending: false);
        var token = await index.Token();

        Assert.Equal(200, await Upload("twice", "3.0", token));
        await index.Verb("publisher", "remove", free);
        Assert.Equal((403, 200), (await Upload("twice", "4.0", token), await Upload("twice", "1.2.0", token)));
    }

    [Fact]
    public async Task What_the_request_narrows_and_what_the_publisher_binds_both_hold()
    {
        await Add("sampleproject", "ref=refs/tags/v{version}");
        var token = await index.Token(more: new JsonObject { ["version"] = "1.2.1" });

        Assert.Equal((403, 403), (await Upload("sampleproject", "1.2.0", token), await Upload("sampleproject", "1.2.1", token)));
    }

    [Fact]
    public async Task A_tag_that_names_no_version_mints_nothing()
    {
        await Add("sampleproject", "ref=refs/tags/v{version}");

        var (status, body) = await index.Mint(PracticeJob.GitHub("octo-org", "sampleproject", "release.yml", tag: "very-new"));

        Assert.Equal(422, status);
        Assert.Contains("Check failed for optional claim 'ref': found 'refs/tags/very-new', expected refs/tags/v{version}",
            body["errors"]![0]!["description"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sixty_projects_bound_to_one_version_still_get_a_token_that_fits()
    {
        for (var i = 0; i < 60; i++) await Add($"a-package-of-the-family-{i}", "ref=refs/tags/v{version}");
        var token = await index.Token();

        TestContext.Current.TestOutputHelper!.WriteLine($"60 pending projects, one version: {token.Length} characters");
        Assert.InRange(token.Length, 1000, 8192);
        Assert.Equal((200, 403), (await Upload("a-package-of-the-family-59", "1.2.0", token), await Upload("a-package-of-the-family-0", "2.0", token)));
    }

    private Task<string> Add(string project, params string[] conditions) => Add(project, pending: true, conditions);

    private async Task<string> Add(string project, bool pending, params string[] conditions)
    {
        string[] rest = pending ? ["--pending", "--owner", "alice"] : [];
        var (code, output) = await index.Verb(["publisher", "add", project, "--provider", "github", "--issuer", index.Issuer.Url, "--json",
            "--set", "owner=octo-org", "repository=sampleproject", "workflow_filename=release.yml", .. conditions, .. rest]);
        Assert.True(code == 0, output);
        return JsonNode.Parse(output)!["id"]!.GetValue<string>();
    }

    private async Task<int> Upload(string project, string version, string token)
    {
        var (name, bytes) = TestWheel.Make(project, version);
        using var response = await index.Upload(name, bytes, token);
        return (int)response.StatusCode;
    }
}
