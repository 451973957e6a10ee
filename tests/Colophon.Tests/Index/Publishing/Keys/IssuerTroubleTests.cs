using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Colophon.Demo;
using Colophon.Index.Publishing.Exchanges;
using Colophon.Index.Publishing.Keys;
using Colophon.Index.Store;
using Colophon.Index.Store.Trust;
using Colophon.Index.Web;
using Colophon.Index.Web.Outside;
using Colophon.Rules.Identity;
using Colophon.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colophon.Tests.Index.Publishing.Keys;

/// <summary>An issuer that is down, slow, huge, redirecting, rotating, withdrawing: what its own jobs get, and what others' do.</summary>
public sealed class IssuerTroubleTests : IAsyncLifetime
{
    private TestIndex index = null!;

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start();
        await index.Verb("user", "add", "alice", "--email", "alice@example.org");
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    private async Task<UnrulyIssuer> Trusted(string path = "")
    {
        var issuer = await UnrulyIssuer.Start(path);
        Assert.Equal(0, (await index.Verb("issuer", "add", issuer.Url, "--provider", "github")).Code);
        await AddPublisher(issuer.Url, "sampleproject");
        return issuer;
    }

    private async Task AddPublisher(string issuer, string project)
    {
        await index.Verb("project", "add", project, "--owner", "alice");
        var (code, output) = await index.Verb("publisher", "add", project, "--provider", "github", "--issuer", issuer, "--set", "owner=octo-org",
            "repository=sampleproject", "workflow_filename=release.yml", "environment=pypi");
        Assert.True(code == 0, output);
    }

    private async Task<(int Status, string Code, int? RetryAfter, double Seconds)> Mint(string token)
    {
        var watch = Stopwatch.StartNew();
        using var content = new StringContent(new JsonObject { ["token"] = token }.ToJsonString());
        using var response = await index.Http.PostAsync("/_/oidc/mint-token", content);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        var wait = response.Headers.RetryAfter?.Delta?.TotalSeconds;
        return ((int)response.StatusCode, (string?)body["errors"]?[0]?["code"] ?? "", (int?)wait, watch.Elapsed.TotalSeconds);
    }

    private Task<(int Status, string Code, int? RetryAfter, double Seconds)> Mint(UnrulyIssuer issuer, PracticeKey? key = null) =>
        Mint(issuer.Token(TestIndex.Job, index.Audience, index.Clock.GetUtcNow(), key));

    [Fact]
    public async Task Whatever_an_issuer_does_its_jobs_get_200_by_kept_keys_for_a_day_then_503_and_others_notice_nothing()
    {
        using var canary = new Canary();
        await using var other = await Trusted();
        await Mint(other);
        (string Name, Func<HttpContext, Task> Way)[] ways =
        [
            ("500", UnrulyIssuer.Say("", 500)),
            ("HTML", UnrulyIssuer.Say("<html>")),
            ("an empty set", context => UnrulyIssuer.Say("""{"issuer":"x","jwks_uri":"x","keys":[]}""")(context)),
            ("connection cut", context => { context.Abort(); return Task.CompletedTask; }),
            ("redirect inside", UnrulyIssuer.Redirect(302, $"http://127.0.0.1:{canary.Port}/")),
            ("1 GiB", UnrulyIssuer.Huge),
            ("endless chunks", UnrulyIssuer.Flood),
            ("1 byte a second", UnrulyIssuer.Drip),
            ("silence", context => Task.Delay(60_000, context.RequestAborted)),
        ];
        List<string> table =
        [
            "| the issuer answers with | first exchange, no keys kept | answers well again | 9 min later, bad again | 11 min | next | 25 h | others, slowest |",
            "|---|---|---|---|---|---|---|---|"
        ];
        // All of them at once, step by step: they share the clock, and most of each is waiting.
        var slowest = new double[ways.Length];
        var rows = ways.Select(way => new List<string> { way.Name }).ToArray();
        var issuers = new List<UnrulyIssuer>();
        foreach (var _ in ways) issuers.Add(await Trusted());
        async Task Step(TimeSpan later, bool isWell, int status, double most)
        {
            index.Clock.Advance(later);
            for (var i = 0; i < ways.Length; i++) issuers[i].Misbehave = isWell ? null : ways[i].Way;
            await Task.WhenAll(ways.Select(async (way, at) =>
            {
                var mint = Mint(issuers[at]);
                for (var i = 0; i < 5; i++)
                {
                    var untouched = await Mint(other);
                    Assert.Equal(200, untouched.Status);
                    slowest[at] = Math.Max(slowest[at], untouched.Seconds);
                }

                var answer = await mint;
                Assert.True(answer.Status == status, $"{way.Name}: {answer}");
                Assert.True(answer.Seconds < most, $"{way.Name}: {answer}");
                if (status == 503) Assert.Equal(("issuer-unavailable", true), (answer.Code, answer.RetryAfter is > 0 and <= 60));
                rows[at].Add(string.Create(CultureInfo.InvariantCulture, $"{answer.Status} in {answer.Seconds:0.00} s"));
            }));
        }

        await Step(TimeSpan.Zero, isWell: false, 503, 7);
        await Step(TimeSpan.FromSeconds(61), isWell: true, 200, 3);
        await Step(TimeSpan.FromMinutes(9), isWell: false, 200, 3);
        await Step(TimeSpan.FromMinutes(2), isWell: false, 200, 7);
        await Step(TimeSpan.Zero, isWell: false, 200, 3);
        await Step(TimeSpan.FromHours(25), isWell: false, 503, 7);
        foreach (var issuer in issuers) await issuer.DisposeAsync();
        for (var i = 0; i < ways.Length; i++)
            table.Add(string.Create(CultureInfo.InvariantCulture, $"| {string.Join(" | ", rows[i])} | 200 in {slowest[i]:0.00} s |"));
        Assert.All(slowest, seconds => Assert.True(seconds < 3, string.Join('\n', table)));
        Assert.Equal(0, canary.Connections);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', table));
    }

    [Fact]
    public async Task An_honest_rotation_under_load_costs_one_fetch_and_refuses_nobody()
    {
        await using var issuer = await Trusted();
        await Mint(issuer);
        index.Clock.Advance(TimeSpan.FromSeconds(61));
        lock (issuer.Keys) issuer.Rotate();
        var before = issuer.Calls;

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Mint(issuer, issuer.Keys[i % 2])));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(2, issuer.Calls - before); // discovery, keys
    }

    [Fact]
    public async Task A_strangers_key_ids_cause_one_fetch_a_minute_and_his_tokens_are_422()
    {
        await using var issuer = await Trusted();
        await Mint(issuer);
        using var stranger = new PracticeKey("nobody's");
        var before = issuer.Calls;
        for (var i = 0; i < 50; i++)
        {
            index.Clock.Advance(TimeSpan.FromSeconds(3));
            Assert.Equal((422, "invalid-token"), (await Mint(issuer, stranger)) is var answer ? (answer.Status, answer.Code) : default);
        }

        Assert.InRange(issuer.Calls - before, 2, 6); // 150 seconds, two calls a fetch
    }

    [Theory]
    [InlineData("issuer", "https://evil.example")]
    [InlineData("jwks_uri", "http://127.0.0.1:1/keys")]
    public async Task A_discovery_document_that_is_bent_is_503(string member, string value)
    {
        await using var issuer = await Trusted();
        issuer.Bend = document => document[member] = value;
        Assert.Equal(503, (await Mint(issuer)).Status);
    }

    [Theory]
    [InlineData("""{"keys": {}}""")]
    [InlineData("""{"keys": []}""")]
    [InlineData("""{"keys": [], "keys": []}""")]
    [InlineData("""{"keys": [{"kty": "oct", "kid": "a", "k": "AAAA"}]}""")]
    [InlineData("""{"keys": [{"kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB"}]}""")]
    public async Task A_bad_set_of_keys_is_503_and_does_not_take_the_place_of_a_good_one(string jwks)
    {
        await using var issuer = await Trusted();
        Assert.Equal(200, (await Mint(issuer)).Status);
        issuer.Misbehave = context => context.Request.Path.Value!.EndsWith("jwks", StringComparison.Ordinal)
            ? context.Response.WriteAsync(jwks)
            : context.Response.WriteAsync(new JsonObject { ["issuer"] = issuer.Url, ["jwks_uri"] = $"{issuer.Url}/jwks" }.ToJsonString());
        index.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(200, (await Mint(issuer)).Status);
        index.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Equal(503, (await Mint(issuer)).Status);
    }

    [Fact]
    public async Task A_set_of_100000_keys_is_refused()
    {
        await using var issuer = await Trusted();
        var one = issuer.Keys[0].ToJwk().ToJsonString();
        issuer.Misbehave = context => context.Request.Path.Value!.EndsWith("jwks", StringComparison.Ordinal)
            ? context.Response.WriteAsync($$"""{"keys": [{{string.Join(',', Enumerable.Repeat(one, 100_000))}}]}""")
            : context.Response.WriteAsync(new JsonObject { ["issuer"] = issuer.Url, ["jwks_uri"] = $"{issuer.Url}/jwks" }.ToJsonString());
        Assert.Equal(503, (await Mint(issuer)).Status);
    }

    [Fact]
    public async Task Two_issuers_on_one_host_are_two_strangers_also_for_replay()
    {
        await using var host = await UnrulyIssuer.Start();
        using var keyOfA = new PracticeKey("same");
        using var keyOfB = new PracticeKey("same");
        var (a, b) = ($"{host.Url}/a", $"{host.Url}/a/b");
        host.Misbehave = context =>
        {
            var (url, key) = context.Request.Path.StartsWithSegments("/a/b", StringComparison.Ordinal) ? (b, keyOfB) : (a, keyOfA);
            return context.Response.WriteAsync(context.Request.Path.Value!.EndsWith("jwks", StringComparison.Ordinal)
                ? new JsonObject { ["keys"] = new JsonArray(key.ToJwk()) }.ToJsonString()
                : new JsonObject { ["issuer"] = url, ["jwks_uri"] = $"{url}/jwks" }.ToJsonString());
        };
        foreach (var url in new[] { a, b }) Assert.Equal(0, (await index.Verb("issuer", "add", url, "--provider", "github")).Code);
        await AddPublisher(a, "only-a");
        await AddPublisher(b, "only-b");
        string Token(string issuer, PracticeKey key)
        {
            var claims = (JsonObject)TestIndex.Job.Claims.DeepClone();
            var now = index.Clock.GetUtcNow().ToUnixTimeSeconds();
            (claims["iss"], claims["aud"], claims["iat"], claims["exp"], claims["jti"]) = (issuer, index.Audience, now, now + 300, "the-same-jti");
            return key.Sign(claims);
        }

        Assert.Equal(422, (await Mint(Token(a, keyOfB))).Status);
        Assert.Equal(422, (await Mint(Token(b, keyOfA))).Status);
        Assert.Equal(200, (await Mint(Token(a, keyOfA))).Status);
        Assert.Equal(200, (await Mint(Token(b, keyOfB))).Status); // the same jti, of another issuer
        Assert.Equal("invalid-reuse-token", (await Mint(Token(a, keyOfA))).Code);
        foreach (var other in new[] { host.Url, $"{a}/", a.ToUpperInvariant(), $"{a}/b/", a.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) })
            Assert.Equal((422, "invalid-payload"), await Mint(Token(other, keyOfA)) is var answer ? (answer.Status, answer.Code) : default);
    }

    /// <summary>The rings of a node that starts now, on the same database.</summary>
    private IssuerKeyRing NewNode() => new(new KeyFetching(index.Services.GetRequiredService<OutsideCalls>(),
        index.Services.GetRequiredService<StoredKeys>(), index.Clock, NullLogger<KeyFetching>.Instance),
        index.Services.GetRequiredService<PublicAddress>(), index.Clock);

    private async Task<string> Verify(IssuerKeyRing node, UnrulyIssuer issuer)
    {
        Assert.True(UnverifiedToken.Parse(issuer.Token(TestIndex.Job, index.Audience, index.Clock.GetUtcNow())).TryGet(out var token, out _));
        using var scope = index.Services.CreateScope();
        var trusted = await scope.ServiceProvider.GetRequiredService<TrustedIssuers>().Find(issuer.Url, CancellationToken.None);
        try { return (await node.Verify(token!, trusted!, CancellationToken.None)).Issuer; }
        catch (Refusal refusal) { return refusal.Fault.Problem.Code; }
    }

    [Fact]
    public async Task A_node_that_starts_in_an_outage_believes_the_kept_keys_until_they_are_a_day_old()
    {
        await using var issuer = await Trusted();
        Assert.Equal(200, (await Mint(issuer)).Status);
        issuer.Misbehave = UnrulyIssuer.Say("", 500);
        index.Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(issuer.Url, await Verify(NewNode(), issuer));
        index.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal("issuer-unavailable", await Verify(NewNode(), issuer));
    }

    [Fact]
    public async Task A_key_that_somebody_wrote_into_the_database_is_not_believed()
    {
        await using var issuer = await Trusted();
        Assert.Equal(200, (await Mint(issuer)).Status);
        issuer.Misbehave = UnrulyIssuer.Say("", 500);
        Assert.Equal(issuer.Url, await Verify(NewNode(), issuer));

        issuer.Rotate();
        await using (var db = await index.Db())
            await db.IssuerKeys.ExecuteUpdateAsync(row => row.SetProperty(k => k.Jwks, issuer.Jwks()));
        Assert.Equal("issuer-unavailable", await Verify(NewNode(), issuer));
    }

    [Fact]
    public async Task New_keys_of_an_issuer_that_slept_for_a_quarter_wait_for_the_operator()
    {
        await using var issuer = await Trusted();
        Assert.Equal(200, (await Mint(issuer)).Status);
        lock (issuer.Keys) issuer.Rotate();
        issuer.Withdraw();
        index.Clock.AdjustTime(index.Clock.GetUtcNow().AddDays(91)); // not Advance: upkeep would make each of its rounds

        Assert.Equal((503, "issuer-unavailable"), await Mint(issuer) is var held ? (held.Status, held.Code) : default);
        index.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(503, (await Mint(issuer)).Status);
        await using (var db = await index.Db()) Assert.Equal(1, await db.History.CountAsync(e => e.Event == "issuer:hold"));
        Assert.Contains("HELD", (await index.Verb("issuer", "list")).Output, StringComparison.Ordinal);

        Assert.Equal(0, (await index.Verb("issuer", "confirm", issuer.Url)).Code);
        Assert.Equal(1, (await index.Verb("issuer", "confirm", issuer.Url)).Code);
        index.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(200, (await Mint(issuer)).Status);
    }

    [Fact]
    public async Task An_issuer_that_slept_and_kept_a_key_is_believed_at_once()
    {
        await using var issuer = await Trusted();
        Assert.Equal(200, (await Mint(issuer)).Status);
        lock (issuer.Keys) issuer.Rotate();
        index.Clock.AdjustTime(index.Clock.GetUtcNow().AddDays(91));
        Assert.Equal(200, (await Mint(issuer)).Status);
    }

    [Fact]
    public async Task Keys_from_a_file_need_no_network_and_a_key_taken_out_of_it_stops_within_ten_minutes()
    {
        await using var issuer = await UnrulyIssuer.Start();
        var file = Path.Combine(index.Folder, "keys.json");
        await File.WriteAllTextAsync(file, issuer.Jwks());
        Assert.Equal(0, (await index.Verb("issuer", "add", issuer.Url, "--provider", "github", "--keys", $"file:{file}")).Code);
        await AddPublisher(issuer.Url, "sampleproject");
        Assert.Equal(200, (await Mint(issuer)).Status);

        var old = issuer.Keys[0];
        lock (issuer.Keys) issuer.Rotate();
        await File.WriteAllTextAsync(file, $$"""{"keys": [{{issuer.Keys[^1].ToJwk().ToJsonString()}}]}""");
        index.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(422, (await Mint(issuer, old)).Status);
        Assert.Equal(200, (await Mint(issuer)).Status);
        File.Delete(file);
        index.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(200, (await Mint(issuer)).Status);
        Assert.Equal(0, issuer.Calls);
    }

    [Fact]
    public async Task A_fixed_audience_is_taken_in_place_of_ours_and_only_from_its_issuer()
    {
        const string shared = "api://AzureADTokenExchange";
        await using var issuer = await UnrulyIssuer.Start();
        await using var other = await Trusted();
        var (_, said) = await index.Verb("issuer", "add", issuer.Url, "--provider", "github", "--audience", shared);
        Assert.Contains("Weak: Its tokens name the fixed audience", said, StringComparison.Ordinal);
        await AddPublisher(issuer.Url, "sampleproject");
        Task<(int Status, string Code, int? RetryAfter, double Seconds)> With(UnrulyIssuer by, string audience) =>
            Mint(by.Token(TestIndex.Job, audience, index.Clock.GetUtcNow()));

        Assert.Equal(200, (await With(issuer, shared)).Status);
        Assert.Equal(422, (await With(issuer, index.Audience)).Status);
        Assert.Equal(422, (await With(issuer, shared + "/")).Status);
        Assert.Equal(422, (await With(other, shared)).Status);
        Assert.Contains("Weak: Its tokens name the fixed audience", (await index.Verb("issuer", "list")).Output, StringComparison.Ordinal);
    }
}
