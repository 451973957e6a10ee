using System.Text.Json.Nodes;
using Colophon.Demo;
using Colophon.Index.Store.Entities;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.Publishing.Exchanges;

public abstract class MintTokenTests(Database database) : IAsyncLifetime
{
    private TestIndex index = null!;

    public async ValueTask InitializeAsync() => index = await TestIndex.Start(database: database);

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Fact]
    public async Task The_audience_is_the_hosts_and_begins_with_a_letter()
    {
        Assert.Equal("""{"audience":"colophon-127.0.0.1"}""", await index.Http.GetStringAsync("/_/oidc/audience"));
    }

    [Theory]
    [InlineData("/_/oidc/mint-token", "application/json")]
    [InlineData("/_/oidc/mint-token", "application/x-www-form-urlencoded")]
    [InlineData("/_/oidc/github/mint-token", "text/plain")]
    public async Task Both_routes_mint_whatever_the_content_type_says(string path, string type)
    {
        await index.AddPublisher("sampleproject");

        var (status, body) = await index.Post(path,
            new JsonObject { ["token"] = index.Issuer.Token(TestIndex.Job, index.Audience) }.ToJsonString(), type);

        Assert.Equal(200, status);
        Assert.True(body["success"]!.GetValue<bool>());
        Assert.StartsWith("pypi-", body["token"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(index.Clock.GetUtcNow().ToUnixTimeSeconds() + 900, body["expires"]!.GetValue<long>());
        Assert.Equal("sampleproject", body["projects"]![0]!.GetValue<string>());
    }

    [Fact]
    public async Task An_identity_token_is_good_for_one_exchange()
    {
        await index.AddPublisher("sampleproject");
        var body = new JsonObject { ["token"] = index.Issuer.Token(TestIndex.Job, index.Audience) }.ToJsonString();

        Assert.Equal(200, (await index.Post("/_/oidc/mint-token", body)).Status);
        var (status, refusal) = await index.Post("/_/oidc/mint-token", body);

        Assert.Equal(422, status);
        Assert.Equal("invalid-reuse-token", refusal["errors"]![0]!["code"]!.GetValue<string>());
        Assert.Equal("Token request failed", refusal["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task Of_fifty_exchanges_at_once_exactly_one_wins_and_leaves_one_token_over_100_rounds()
    {
        await index.AddPublisher("sampleproject");
        for (var round = 0; round < 100; round++)
        {
            var body = new JsonObject { ["token"] = index.Issuer.Token(TestIndex.Job, index.Audience) }.ToJsonString();
            var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => index.Post("/_/oidc/mint-token", body)));

            Assert.Equal(1, answers.Count(a => a.Status == 200));
            Assert.Equal(49, answers.Count(a =>
                a.Status == 422 && a.Body["errors"]![0]!["code"]!.GetValue<string>() == "invalid-reuse-token"));
        }

        await using var db = await index.Db();
        Assert.Equal(100, await db.Tokens.CountAsync());
        Assert.Equal(100, await db.Redemptions.CountAsync());
        Assert.Equal(100, await db.History.CountAsync(e => e.Event == "token:mint"));
    }

    [Fact]
    public async Task A_hundred_and_fifty_projects_fit_into_one_token_and_a_thousand_are_asked_for_one_by_one()
    {
        await index.AddPublisher("package-0000");
        await AddMore(1, 150);

        var (status, body) = await index.Mint();
        Assert.Equal((200, 150), (status, body["projects"]!.AsArray().Count));
        var token = body["token"]!.GetValue<string>();
        Assert.InRange(token.Length, 1, 8192);
        var (file, bytes) = TestWheel.Make("package_0149", "1.0");
        using (var uploaded = await index.Upload(file, bytes, token, name: "package-0149")) Assert.Equal(200, (int)uploaded.StatusCode);
        var (other, more) = TestWheel.Make("package_0150", "1.0");
        using (var refused = await index.Upload(other, more, token, name: "package-0150")) Assert.NotEqual(200, (int)refused.StatusCode);

        await AddMore(150, 1000);
        var identity = new JsonObject { ["token"] = index.Issuer.Token(TestIndex.Job, index.Audience) };
        var (tooMany, refusal) = await index.Post("/_/oidc/mint-token", identity.ToJsonString());
        Assert.Equal((422, "/problems/too-many-projects"), (tooMany, new Uri(refusal["type"]!.GetValue<string>()).AbsolutePath));
        identity["project"] = "package-0999"; // it was not spent
        Assert.Equal(200, (await index.Post("/_/oidc/mint-token", identity.ToJsonString())).Status);
    }

    private async Task AddMore(int from, int to)
    {
        await using var db = await index.Db();
        var first = await db.Publishers.AsNoTracking().FirstAsync(p => p.PendingName == "package-0000");
        db.Publishers.AddRange(Enumerable.Range(from, to - from).Select(i => new Publisher
        {
            Id = Guid.NewGuid(),
            Provider = first.Provider,
            Issuer = first.Issuer,
            LookUpKey = first.LookUpKey,
            Fields = first.Fields,
            PendingName = $"package-{i:0000}",
            PendingNormalizedName = $"package-{i:0000}",
            PendingOwnerId = first.PendingOwnerId,
            PendingUntil = first.PendingUntil,
            Created = first.Created,
            AddedBy = first.AddedBy,
        }));
        await db.SaveChangesAsync();
    }

    [Fact]
    public async Task A_refused_token_is_not_spent_and_leaves_nothing()
    {
        var token = index.Issuer.Token(TestIndex.Job, index.Audience);
        var body = new JsonObject { ["token"] = token }.ToJsonString();
        var (status, refusal) = await index.Post("/_/oidc/mint-token", body);
        Assert.Equal((422, "invalid-publisher"), (status, refusal["errors"]![0]!["code"]!.GetValue<string>()));

        await using (var db = await index.Db())
        {
            Assert.Equal(0, await db.Redemptions.CountAsync());
            Assert.Equal(0, await db.Tokens.CountAsync());
        }

        await index.AddPublisher("sampleproject");
        Assert.Equal(200, (await index.Post("/_/oidc/mint-token", body)).Status);
    }

    [Fact]
    public async Task Ids_are_kept_at_the_first_match_and_a_recreated_owner_is_refused_without_learning_what_is_configured()
    {
        await index.AddPublisher("sampleproject");
        Assert.Equal(200, (await index.Mint()).Status);

        var (status, body) = await index.Mint(TestIndex.Job.With("repository_owner_id", "99999999"));

        Assert.Equal(422, status);
        Assert.DoesNotContain(PracticeJob.IdOf("octo-org"), body.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("Publisher with matching claims was not found", body["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_claim_that_differs_is_named_to_whoever_proves_the_repository()
    {
        await index.AddPublisher("sampleproject");

        var (_, body) = await index.Mint(TestIndex.Job.With("environment", "staging"));

        Assert.Contains("Check failed for optional claim 'environment': found 'staging', expected pypi", body["detail"]!.GetValue<string>(),
            StringComparison.Ordinal);
        var finding = body["findings"]!.AsArray().Single(f => f!["claim"]!.GetValue<string>() == "environment")!;
        Assert.False(finding["holds"]!.GetValue<bool>());
        Assert.Equal("pypi", finding["expected"]!.GetValue<string>());
    }

    [Fact]
    public async Task One_identity_gets_one_token_for_each_project_whose_own_row_holds()
    {
        await index.AddPublisher("first", pending: false);
        await index.AddPublisher("second", pending: false);
        await index.AddPublisher("third", pending: false, environment: "other");

        var (status, body) = await index.Mint();

        Assert.Equal(200, status);
        Assert.Equal(["first", "second"], body["projects"]!.AsArray().Select(p => p!.GetValue<string>()));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("{\"token\":null}")]
    [InlineData("{\"token\":3.14}")]
    [InlineData("{\"token\":\"a\",\"token\":\"b\"}")]
    [InlineData("{\"token\":{}}")]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("token=abc")]
    [InlineData("{\"token\":\"\\ud800\"}")]
    public async Task A_body_that_is_no_exchange_is_an_invalid_payload(string body)
    {
        var (status, refusal) = await index.Post("/_/oidc/mint-token", body);

        Assert.Equal(422, status);
        Assert.Equal("invalid-payload", refusal["errors"]![0]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_unknown_issuer_is_refused_before_any_call_goes_out()
    {
        await using var stranger = await PracticeIssuer.Start();
        var (status, refusal) = await index.Post("/_/oidc/mint-token",
            new JsonObject { ["token"] = stranger.Token(TestIndex.Job, index.Audience) }.ToJsonString());

        Assert.Equal(422, status);
        Assert.Contains("unknown trusted publishing issuer", refusal["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_key_works_at_once_and_a_withdrawn_one_stops_within_ten_minutes()
    {
        await index.AddPublisher("sampleproject");
        Assert.Equal(200, (await index.Mint()).Status);
        var withOldKey = index.Issuer.Token(TestIndex.Job, index.Audience, life: 3600);

        index.Issuer.Rotate();
        index.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(200, (await index.Mint()).Status);

        index.Issuer.Withdraw();
        index.Clock.Advance(TimeSpan.FromMinutes(10.1));
        var (status, body) = await index.Post("/_/oidc/mint-token", new JsonObject { ["token"] = withOldKey }.ToJsonString());
        Assert.Equal(422, status);
        Assert.Contains("key id", body["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_issuer_that_is_down_gives_503_with_retry_after()
    {
        await index.AddPublisher("sampleproject");
        var token = index.Issuer.Token(TestIndex.Job, index.Audience);
        await index.Issuer.DisposeAsync();

        using var response = await index.Http.PostAsync("/_/oidc/mint-token",
            new StringContent(new JsonObject { ["token"] = token }.ToJsonString()));

        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal("60", response.Headers.RetryAfter!.ToString());
        Assert.Contains("issuer-unavailable", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_refusal_is_json_without_charset_and_problem_json_when_asked_for()
    {
        using var plain = await index.Http.PostAsync("/_/oidc/mint-token", new StringContent("{}"));
        Assert.Equal("application/json", plain.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-store", plain.Headers.CacheControl!.ToString());

        using var request = new HttpRequestMessage(HttpMethod.Post, "/_/oidc/mint-token") { Content = new StringContent("{}") };
        request.Headers.Accept.ParseAdd("application/problem+json");
        using var problem = await index.Http.SendAsync(request);
        Assert.Equal("application/problem+json", problem.Content.Headers.ContentType!.ToString());
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    public async Task Other_methods_are_405(string method)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/_/oidc/mint-token");
        using var response = await index.Http.SendAsync(request);
        Assert.Equal(405, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_body_over_64_KiB_is_413()
    {
        var (status, _) = await index.Post("/_/oidc/mint-token", new JsonObject { ["token"] = new string('a', 70_000) }.ToJsonString());
        Assert.Equal(413, status);
    }

    [Fact]
    public async Task A_burnt_token_no_longer_uploads_and_burning_says_the_same_whatever_it_found()
    {
        await index.AddPublisher("sampleproject");
        var token = await index.Token();
        var burnt = await index.Post("/_/oidc/burn-token", new JsonObject { ["token"] = token }.ToJsonString());
        var nothing = await index.Post("/_/oidc/burn-token", """{"token":"pypi-nonsense"}""");
        Assert.Equal((202, 202), (burnt.Status, nothing.Status));
        Assert.Equal(burnt.Body.ToJsonString(), nothing.Body.ToJsonString());

        var (name, bytes) = TestWheel.Make("sampleproject", "1.0");
        using var response = await index.Upload(name, bytes, token);
        Assert.Equal(403, (int)response.StatusCode);
    }

    [Fact]
    public async Task An_exchange_can_be_narrowed_to_a_project_a_version_and_exact_files()
    {
        await index.AddPublisher("first", pending: false);
        await index.AddPublisher("second", pending: false);
        var (name, bytes) = TestWheel.Make("first", "1.0");
        var (_, other) = TestWheel.Make("first", "1.0", "CHANGED = 1\n"u8.ToArray());
        var more = new JsonObject
        {
            ["project"] = "First",
            ["version"] = "1.0",
            ["files"] = new JsonArray(new JsonObject
            {
                ["filename"] = name,
                ["sha256"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes))
            }),
        };

        var token = await index.Token(more: more);

        var (sibling, siblingBytes) = TestWheel.Make("second", "1.0");
        using (var response = await index.Upload(sibling, siblingBytes, token)) Assert.Equal(403, (int)response.StatusCode);
        using (var response = await index.Upload(name, other, token)) Assert.Equal(403, (int)response.StatusCode);
        using (var response = await index.Upload(name, bytes, token)) Assert.Equal(200, (int)response.StatusCode);
    }
}

public sealed class MintTokenOnSqliteTests() : MintTokenTests(Database.Sqlite);

public sealed class MintTokenOnPostgresTests() : MintTokenTests(Database.Postgres);
