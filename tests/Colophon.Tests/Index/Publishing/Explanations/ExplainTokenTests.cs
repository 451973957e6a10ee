using System.Text.Json.Nodes;
using Colophon.Demo;
using Colophon.Rules.Identity;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.Publishing.Explanations;

public sealed class ExplainTokenTests : IAsyncLifetime
{
    private TestIndex index = null!;

    public async ValueTask InitializeAsync() => index = await TestIndex.Start();

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Fact]
    public async Task It_tells_what_would_be_minted_and_mints_spends_and_pins_nothing()
    {
        await index.AddPublisher("sampleproject");
        await index.AddPublisher("other", pending: false, environment: "");
        var before = await Rows();
        var token = index.Issuer.Token(TestIndex.Job, index.Audience);

        var (status, told) = await Explain(token);

        Assert.Equal(200, status);
        Assert.True(told["wouldMint"]!.GetValue<bool>());
        Assert.Equal(["other", "sampleproject"], told["mint"]!["projects"]!.AsArray().Select(p => p!.GetValue<string>()));
        Assert.Equal(900, told["mint"]!["lifetimeSeconds"]!.GetValue<int>());
        Assert.Equal(["repository_id", "repository_owner_id"], told["mint"]!["willBePinned"]!.AsArray().Select(p => p!.GetValue<string>()));
        Assert.Contains("octo-org/sampleproject at commit", told["identity"]!["inWords"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains(told["publishers"]!.AsArray().SelectMany(p => p!["lint"]!.AsArray()), lint =>
            lint!.GetValue<string>().Contains("no environment is required", StringComparison.Ordinal));
        Assert.Equal(before, await Rows());
        Assert.Equal(200, (await index.Post("/_/oidc/mint-token", Body(token))).Status); // it was not spent
    }

    [Fact]
    public async Task Every_rule_of_a_publisher_that_the_identity_proves_is_told_with_both_sides()
    {
        await index.AddPublisher("sampleproject");

        var (_, told) = await Explain(index.Issuer.Token(TestIndex.Job.With("environment", "staging"), index.Audience));

        Assert.False(told["wouldMint"]!.GetValue<bool>());
        var publisher = told["publishers"]!.AsArray().Single()!;
        Assert.Equal("sampleproject", publisher["project"]!.GetValue<string>());
        var findings = publisher["findings"]!.AsArray();
        Assert.Equal(KnownProviders.Find("github")!.Claims.Count, findings.Count);
        var differing = findings.Single(f => !f!["holds"]!.GetValue<bool>())!;
        Assert.Equal(("environment", "staging", "pypi"), (differing["claim"]!.GetValue<string>(), differing["found"]!.GetValue<string>(),
            differing["expected"]!.GetValue<string>()));
        Assert.EndsWith("/problems/no-publisher", told["refusal"]!["type"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_reads_the_same_whether_or_not_others_have_configured_anything()
    {
        var job = TestIndex.Job.With("repository", "stranger/sampleproject").With("repository_owner", "stranger")
            .With("repository_id", "1").With("repository_owner_id", "2");
        var (_, before) = await Explain(index.Issuer.Token(job, index.Audience));
        await index.AddPublisher("sampleproject");
        Assert.Equal(200, (await index.Mint()).Status);

        var (_, after) = await Explain(index.Issuer.Token(job, index.Audience));

        static string Settled(JsonNode told) => string.Join(' ', told["identity"]!["claims"]!.AsArray()
            .Where(c => c!["claim"]!.GetValue<string>() != "jti").Select(c => c!.ToJsonString())) + told["refusal"]!["detail"] + told["publishers"];
        Assert.Equal(Settled(before), Settled(after));
        Assert.Empty(after["publishers"]!.AsArray());
    }

    [Fact]
    public async Task Who_has_taken_over_the_names_learns_nothing_of_what_is_configured()
    {
        await index.AddPublisher("sampleproject", environment: "a-secret-place");
        Assert.Equal(200, (await index.Mint(TestIndex.Job.With("environment", "a-secret-place"))).Status);

        var (_, told) = await Explain(index.Issuer.Token(TestIndex.Job.With("repository_owner_id", "999"), index.Audience));

        Assert.Empty(told["publishers"]!.AsArray());
        Assert.DoesNotContain("a-secret-place", told.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(PracticeJob.IdOf("octo-org"), told.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_token_that_is_late_and_meant_for_another_each_thing_is_told_and_nothing_that_is_configured()
    {
        await index.AddPublisher("sampleproject", environment: "a-secret-place");
        var token = index.Issuer.Token(TestIndex.Job, "another-index.example");
        index.Clock.Advance(TimeSpan.FromHours(1));

        var (status, told) = await Explain(token);

        Assert.Equal(200, status);
        var faults = told["tokenFaults"]!.AsArray().Select(f => f!.GetValue<string>()).ToList();
        Assert.Contains(faults, fault => fault.Contains("its audience is \"another-index.example\", expected exactly the text "
            + "\"colophon-127.0.0.1\"", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("expired", StringComparison.Ordinal));
        Assert.Equal(2, faults.Count);
        Assert.False(told["identity"]!["proved"]!.GetValue<bool>());
        Assert.Empty(told["publishers"]!.AsArray());
        Assert.Contains(told["identity"]!["claims"]!.AsArray(), c => c!["found"]?.GetValue<string>() == "octo-org/sampleproject");
        Assert.DoesNotContain("a-secret-place", told.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forged_signature_is_told_as_such_together_with_what_else_is_wrong()
    {
        await index.AddPublisher("sampleproject", environment: "a-secret-place");
        var good = index.Issuer.Token(TestIndex.Job, "elsewhere");

        var (_, told) = await Explain(good[..^8] + "AAAAAAAA"[..4] + good[^4..]);

        var faults = told["tokenFaults"]!.AsArray().Select(f => f!.GetValue<string>()).ToList();
        Assert.Contains(faults, fault => fault.Contains("its signature does not hold", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("its audience", StringComparison.Ordinal));
        Assert.DoesNotContain("a-secret-place", told.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_spent_token_is_told_as_spent()
    {
        await index.AddPublisher("sampleproject");
        var token = index.Issuer.Token(TestIndex.Job, index.Audience);
        Assert.Equal(200, (await index.Post("/_/oidc/mint-token", Body(token))).Status);

        var (_, told) = await Explain(token);

        Assert.EndsWith("/problems/already-used", told["refusal"]!["type"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.True(told["publishers"]![0]!["holds"]!.GetValue<bool>());
    }

    [Fact]
    public async Task An_unknown_issuer_is_told_without_a_call_to_it()
    {
        var stranger = await PracticeIssuer.Start();
        var token = stranger.Token(TestIndex.Job, index.Audience);
        await stranger.DisposeAsync(); // a call would fail, and be answered with 503

        var (status, told) = await Explain(token);

        Assert.Equal(200, status);
        Assert.EndsWith("/problems/unknown-issuer", told["refusal"]!["type"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(told["identity"]!["claims"]!.AsArray());
    }

    [Fact]
    public async Task The_publisher_that_would_match_is_made_of_the_claims_and_matches()
    {
        var job = PracticeJob.GitHub("new-org", "new.repo", "ship it.yml", environment: "live");
        var (_, told) = await Explain(index.Issuer.Token(job, index.Audience));

        var suggestion = told["suggestion"]!;
        Assert.Equal("new-org", suggestion["fields"]!["owner"]!.GetValue<string>());
        Assert.Contains("--set 'workflow_filename=ship it.yml'", suggestion["command"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("?provider=github&environment=live&owner=new-org&repository=new.repo&workflow_filename=ship%20it.yml"
            + $"&issuer={Uri.EscapeDataString(index.Issuer.Url)}",
            suggestion["link"]!.GetValue<string>());

        await index.AddPublisher("unrelated");
        string[] set = [.. suggestion["fields"]!.AsObject().Select(f => $"{f.Key}={f.Value}")];
        var (code, output) = await index.Verb(["publisher", "add", "shiny", "--provider", "github", "--issuer", index.Issuer.Url, "--set", .. set,
            "--pending", "--owner", "alice"]);
        Assert.True(code == 0, output);
        Assert.Equal(200, (await index.Mint(job)).Status);
    }

    [Theory]
    [InlineData("{}", 422)]
    [InlineData("[]", 422)]
    [InlineData("{\"token\":\"abc\"}", 422)]
    [InlineData("{\"token\":\"a.b.c\"}", 422)]
    [InlineData("{\"token\":\"\"}", 422)]
    public async Task What_is_no_token_is_refused_as_by_the_exchange(string body, int expected)
    {
        var (status, refusal) = await index.Post("/_/oidc/explain", body);

        Assert.Equal(expected, status);
        Assert.NotEmpty(refusal["errors"]!.AsArray());
        Assert.Equal((await index.Post("/_/oidc/mint-token", body)).Body["detail"]!.GetValue<string>(), refusal["detail"]!.GetValue<string>());
    }

    private Task<(int Status, JsonNode Body)> Explain(string token) => index.Post("/_/oidc/explain", Body(token));

    private static string Body(string token) => new JsonObject { ["token"] = token }.ToJsonString();

    private async Task<(int, int, int, int, string)> Rows()
    {
        await using var db = await index.Db();
        return (await db.Tokens.CountAsync(), await db.Redemptions.CountAsync(), await db.History.CountAsync(), await db.Refused.CountAsync(),
            string.Join(' ', (await db.Publishers.OrderBy(p => p.Id).ToListAsync()).Select(p => p.Pins + p.LastUsed)));
    }
}
