using System.Text.Json.Nodes;
using Colophon.Rules.Tokens;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.Publishing.Exchanges;

/// <summary>An exchange for a token that reads: the publishers' rules, and what they mint.</summary>
public sealed class ReadScopeTests : IAsyncLifetime
{
    private TestIndex index = null!;

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start();
        await index.AddPublisher("sampleproject");
        await index.AddPublisher("other");
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    private static JsonObject Reading => new() { ["scope"] = "read" };

    [Fact]
    public async Task It_is_good_for_all_of_the_index_and_says_so_or_for_the_project_that_it_was_narrowed_to()
    {
        var (_, all) = await index.Mint(more: Reading);
        Assert.Equal(("read", false), (all["scope"]!.GetValue<string>(), all.AsObject().ContainsKey("projects")));

        var (_, one) = await index.Mint(more: new JsonObject { ["scope"] = "read", ["project"] = "Other" });
        Assert.Equal("""["other"]""", one["projects"]!.ToJsonString());
        Assert.True(Macaroon.Parse(one["token"]!.GetValue<string>()).TryGet(out var token, out _));
        Assert.Equal(["project-scoped token is not valid for project: 'sampleproject'"],
            token.Judge(new Act { Now = index.Clock.GetUtcNow(), Scope = Scopes.Read, ProjectName = "sampleproject" }));
    }

    [Fact]
    public async Task An_exchange_that_asks_for_an_upload_token_gets_what_it_always_got()
    {
        var (_, plain) = await index.Mint();
        var (_, named) = await index.Mint(more: new JsonObject { ["scope"] = "upload" });
        Assert.Equal(plain.AsObject().Select(member => member.Key), named.AsObject().Select(member => member.Key));
        Assert.False(named.AsObject().ContainsKey("scope"));
        Assert.Equal("""["other","sampleproject"]""", named["projects"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"scope": "admin"}""", "expected read or upload")]
    [InlineData("""{"scope": ["read"]}""", "expected a string")]
    [InlineData("""{"scope": "read", "version": "1.0"}""", "for uploads")]
    [InlineData("""{"scope": "read", "files": []}""", "for uploads")]
    [InlineData("""{"scope": "read", "features": ["single-use-token"]}""", "for uploads")]
    public async Task What_cannot_be_meant_is_refused_and_spends_nothing(string more, string reason)
    {
        var body = JsonNode.Parse(more)!.AsObject();
        body["token"] = index.Issuer.Token(TestIndex.Job, index.Audience);
        var (status, refused) = await index.Post("/_/oidc/mint-token", body.ToJsonString());
        Assert.Equal(422, status);
        Assert.Contains(reason, refused["detail"]!.GetValue<string>(), StringComparison.Ordinal);

        var (again, _) = await index.Post("/_/oidc/mint-token", new JsonObject { ["token"] = body["token"]!.DeepClone() }.ToJsonString());
        Assert.Equal(200, again);
    }

    [Fact]
    public async Task It_is_refused_as_an_upload_is_and_one_identity_token_is_good_for_one_of_both()
    {
        var (status, stranger) = await index.Mint(Colophon.Demo.PracticeJob.GitHub("mallory", "sampleproject", "release.yml"), Reading);
        Assert.Equal((422, "invalid-publisher"), (status, stranger["errors"]![0]!["code"]!.GetValue<string>()));

        var token = index.Issuer.Token(TestIndex.Job, index.Audience);
        var first = await index.Post("/_/oidc/mint-token", new JsonObject { ["token"] = token, ["scope"] = "read" }.ToJsonString());
        var second = await index.Post("/_/oidc/mint-token", new JsonObject { ["token"] = token }.ToJsonString());
        Assert.Equal((200, 422), (first.Status, second.Status));
        Assert.Equal("invalid-reuse-token", second.Body["errors"]![0]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task History_and_explanation_tell_what_it_is_for()
    {
        var token = index.Issuer.Token(TestIndex.Job, index.Audience);
        var ask = new JsonObject { ["token"] = token, ["scope"] = "read" }.ToJsonString();
        var (_, told) = await index.Post("/_/oidc/explain", ask);
        Assert.Equal(("read", null), (told["mint"]!["scope"]!.GetValue<string>(), told["mint"]!["projects"]));

        Assert.Equal(200, (await index.Post("/_/oidc/mint-token", ask)).Status);
        await using var db = await index.Db();
        var entry = await db.History.SingleAsync(e => e.Event == "token:mint");
        Assert.Equal("read", JsonNode.Parse(entry.Details)!["scope"]!.GetValue<string>());
    }

    [Fact]
    public async Task Burning_and_reporting_end_it_like_any_other()
    {
        foreach (var door in (string[])["/_/oidc/burn-token", "/_/secrets/disclose-token"])
        {
            var token = await index.Token(more: Reading);
            await index.Post(door, new JsonObject { ["token"] = token }.ToJsonString());
        }

        await using var db = await index.Db();
        Assert.Equal(0, await db.Tokens.CountAsync());
    }
}
