using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Colophon.Index.Store.Entities;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Colophon.Tests.Index.Publishing.Refused;

public sealed class RefusedTests : IAsyncLifetime
{
    private TestIndex index = null!;

    public async ValueTask InitializeAsync() => index = await TestIndex.Start();

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Fact]
    public async Task The_same_findings_are_counted_and_shown_to_the_operator_with_both_sides()
    {
        await index.AddPublisher("sampleproject");
        for (var i = 0; i < 3; i++) await index.Mint(TestIndex.Job.With("environment", "staging"));

        var row = (await Kept(rows => rows is [{ Count: 3 }])).Single();
        Assert.Equal(RefusedExchange.Mismatch, row.Kind);
        Assert.DoesNotContain("eyJ", row.Findings + row.Source, StringComparison.Ordinal); // no token

        var (code, output) = await index.Verb("refused", "sampleproject");
        Assert.Equal(0, code);
        Assert.Contains("refused 3 times", output, StringComparison.Ordinal);
        Assert.Contains("environment: found 'staging', expected pypi", output, StringComparison.Ordinal);
        var json = JsonNode.Parse((await index.Verb("refused", "sampleproject", "--json")).Output)!;
        Assert.Equal(3, json["refused"]![0]!["count"]!.GetValue<int>());
    }

    [Fact]
    public async Task Strangers_leave_nothing()
    {
        await index.AddPublisher("sampleproject");
        await index.Mint(TestIndex.Job.With("repository", "stranger/thing").With("repository_owner", "stranger")
            .With("repository_id", "1").With("repository_owner_id", "2"));
        await index.Post("/_/oidc/mint-token", new JsonObject { ["token"] = index.Issuer.Token(TestIndex.Job, "elsewhere") }.ToJsonString());
        await index.Mint(TestIndex.Job.With("environment", "staging")); // the notes are kept in order: this one comes last

        Assert.Single(await Kept(rows => rows.Count > 0));
        Assert.Contains("No exchange for nothing-here was refused", (await index.Verb("refused", "nothing-here")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_each_publisher_the_newest_fifty_are_kept()
    {
        await index.AddPublisher("sampleproject");
        for (var i = 0; i < 60; i++)
        {
            index.Clock.Advance(TimeSpan.FromSeconds(1));
            await index.Mint(TestIndex.Job.With("environment", $"e{i}"));
        }

        var rows = await Kept(rows => rows.Count == 50 && rows.Exists(row => row.Findings.Contains("e59", StringComparison.Ordinal)));
        Assert.DoesNotContain(rows, row => row.Findings.Contains("\"e9\"", StringComparison.Ordinal));
        Assert.Contains(rows, row => row.Findings.Contains("\"e10\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_take_over_and_a_new_name_come_first_and_stand_in_the_history_once()
    {
        await index.AddPublisher("sampleproject", pending: false);
        Assert.Equal(200, (await index.Mint()).Status);
        await index.Mint(TestIndex.Job.With("environment", "staging"));
        var renamed = TestIndex.Job.With("repository", "octo-org/renamed");
        var (_, refusal) = await index.Mint(renamed);
        Assert.Contains("renamed from octo-org/sampleproject to octo-org/renamed", refusal["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        for (var i = 0; i < 5; i++) await index.Mint(TestIndex.Job.With("repository_owner_id", $"66{i}"));

        await Kept(rows => rows.Count == 7);
        var output = (await index.Verb("refused", "sampleproject")).Output;
        Assert.StartsWith("A TAKE-OVER IS SUSPECTED", output, StringComparison.Ordinal);
        Assert.True(output.IndexOf("RENAMED", StringComparison.Ordinal) < output.IndexOf("found 'staging'", StringComparison.Ordinal));
        await using var db = await index.Db();
        Assert.Equal(1, await db.History.CountAsync(e => e.Event == "publisher:take-over-suspected" && e.Project == "sampleproject"));
        Assert.Equal(1, await db.History.CountAsync(e => e.Event == "publisher:rename-detected" && e.Project == "sampleproject"));
    }

    [Fact]
    public async Task They_are_forgotten_after_thirty_days_and_not_before()
    {
        await index.AddPublisher("sampleproject", pending: false);
        await index.Mint(TestIndex.Job.With("environment", "staging"));
        await Kept(rows => rows.Count == 1);
        var forgetting = index.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<Colophon.Index.Upkeep.Forgetting>().Single();

        index.Clock.Advance(TimeSpan.FromDays(29.9));
        await forgetting.Once(CancellationToken.None);
        Assert.Single(await Kept(_ => true));
        index.Clock.Advance(TimeSpan.FromDays(0.2));
        await forgetting.Once(CancellationToken.None);
        Assert.Empty(await Kept(_ => true));
    }

    [Fact]
    public async Task They_go_with_their_publisher()
    {
        await index.AddPublisher("sampleproject", pending: false);
        await index.Mint(TestIndex.Job.With("environment", "staging"));
        var row = (await Kept(rows => rows.Count == 1)).Single();
        await index.Verb("publisher", "remove", row.PublisherId.ToString("D"));
        Assert.Empty(await Kept(_ => true));
    }

    [Fact]
    public async Task An_owners_token_reads_them_and_nobody_elses_does()
    {
        await index.AddPublisher("sampleproject", pending: false);
        await index.AddPublisher("second", pending: false);
        await index.Verb("user", "add", "mallory", "--email", "mallory@example.org");
        var minted = await index.Token();
        await index.Mint(TestIndex.Job.With("environment", "staging"));
        await Kept(rows => rows.Count == 2);

        var (status, body) = await Get("sampleproject", await ApiToken("alice"));
        Assert.Equal(200, status);
        var finding = body["refused"]![0]!["findings"]!.AsArray().Single(f => !f!["holds"]!.GetValue<bool>())!;
        Assert.Equal(("staging", "pypi"), (finding["found"]!.GetValue<string>(), finding["expected"]!.GetValue<string>()));

        var other = await Get("sampleproject", await ApiToken("mallory"));
        var nothing = await Get("no-such-project", await ApiToken("mallory"));
        Assert.Equal((404, 404), (other.Status, nothing.Status));
        Assert.Equal(nothing.Body["detail"]!.GetValue<string>(), other.Body["detail"]!.GetValue<string>());
        Assert.Equal(403, (await Get("sampleproject", minted)).Status);
        Assert.Equal(403, (await Get("sampleproject", "pypi-nonsense")).Status);
        Assert.Equal(403, (await Get("sampleproject", await ApiToken("alice", "--project", "second"))).Status);
    }

    [Fact]
    public async Task A_role_is_looked_up_live()
    {
        await index.AddPublisher("sampleproject", pending: false);
        var token = await ApiToken("alice");
        Assert.Equal(200, (await Get("sampleproject", token)).Status);
        await using (var db = await index.Db())
            await db.Roles.ExecuteUpdateAsync(roles => roles.SetProperty(role => role.Role, ProjectRole.Maintainer));
        Assert.Equal(403, (await Get("sampleproject", token)).Status);
        await using (var db = await index.Db()) await db.Roles.ExecuteDeleteAsync();
        Assert.Equal(404, (await Get("sampleproject", token)).Status);
    }

    [Fact]
    public async Task Of_a_name_that_several_wait_for_each_reads_only_what_named_his_own_publisher()
    {
        await index.AddPublisher("wanted");
        await index.Verb("user", "add", "bob", "--email", "bob@example.org");
        await index.Verb("publisher", "add", "wanted", "--provider", "github", "--issuer", index.Issuer.Url, "--set", "owner=octo-org",
            "repository=sampleproject", "workflow_filename=release.yml", "environment=bobs", "--pending", "--owner", "bob");
        await index.Mint(TestIndex.Job.With("environment", "staging"));
        await Kept(rows => rows.Count == 2);

        var (status, body) = await Get("wanted", await ApiToken("bob"));

        Assert.Equal(200, status);
        Assert.Contains("environment bobs", body["refused"]!.AsArray().Single()!["publisher"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private async Task<string> ApiToken(string user, params string[] more)
    {
        var (code, output) = await index.Verb(["token", "add", "--user", user, .. more, "--json"]);
        Assert.True(code == 0, output);
        return JsonNode.Parse(output)!["token"]!.GetValue<string>();
    }

    private async Task<(int Status, JsonNode Body)> Get(string project, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/projects/{project}/refused");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await index.Http.SendAsync(request);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    /// <summary>Waits until the rows are as expected: they are kept after the refusal is answered.</summary>
    private async Task<List<RefusedExchange>> Kept(Predicate<List<RefusedExchange>> expected)
    {
        for (var tries = 0; ; tries++)
        {
            await using var db = await index.Db();
            var rows = await db.Refused.AsNoTracking().ToListAsync();
            if (expected(rows)) return rows;
            Assert.True(tries < 200, $"{rows.Count} rows are kept: {string.Join(' ', rows.Select(row => row.Count))}");
            await Task.Delay(25);
        }
    }
}
