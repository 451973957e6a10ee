using System.Text.Json.Nodes;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.Operating.Trust;

/// <summary>The operator's verbs for issuers and switches, and what a running server makes of them at once.</summary>
public sealed class TrustVerbsTests : IAsyncLifetime
{
    private TestIndex index = null!;

    public async ValueTask InitializeAsync() => index = await TestIndex.Start();

    public ValueTask DisposeAsync() => index.DisposeAsync();

    private async Task<string> Run(int code, params string[] line)
    {
        var (actual, output) = await index.Verb(line);
        Assert.True(actual == code, $"{actual}: {output}");
        return output;
    }

    private async Task<(int Status, string Code, string Detail)> Mint()
    {
        var (status, body) = await index.Mint();
        return (status, (string?)body["errors"]?[0]?["code"] ?? "", (string?)body["detail"] ?? "");
    }

    [Theory]
    [InlineData("issuer", "github trusted publishing functionality not enabled for ")]
    [InlineData("provider", "github trusted publishing functionality not enabled")]
    [InlineData("exchange", "github trusted publishing functionality not enabled")]
    public async Task A_switch_refuses_the_next_exchange_in_PyPIs_words_spends_nothing_and_is_in_the_history(string what, string words)
    {
        await index.AddPublisher("sampleproject");
        var body = new JsonObject { ["token"] = index.Issuer.Token(TestIndex.Job, index.Audience) }.ToJsonString();
        string[] off = what switch { "issuer" => ["issuer", "disable", index.Issuer.Url], "provider" => ["provider", "disable", "github"], _ => ["exchange", "off"] };
        string[] on = what switch { "issuer" => ["issuer", "enable", index.Issuer.Url], "provider" => ["provider", "enable", "github"], _ => ["exchange", "on"] };
        await Run(0, off);
        await Run(0, off); // already

        var (status, refusal) = await index.Post("/_/oidc/mint-token", body);
        Assert.Equal((422, "not-enabled"), (status, (string?)refusal["errors"]![0]!["code"]));
        Assert.StartsWith(words, (string?)refusal["errors"]![0]!["description"], StringComparison.Ordinal);
        Assert.Equal("Token request failed", (string?)refusal["message"]);
        if (what != "exchange") Assert.Contains("OFF: ", await Run(0, "issuer", "list"), StringComparison.Ordinal);

        await Run(0, on);
        Assert.Equal(200, (await index.Post("/_/oidc/mint-token", body)).Status);
        await using var db = await index.Db();
        Assert.Equal(["switch:off", "switch:on"], await db.History.Where(e => e.Event.StartsWith("switch:")).OrderBy(e => e.Id).Select(e => e.Event).ToListAsync());
    }

    [Fact]
    public async Task With_all_exchanges_off_the_audience_is_403_as_at_PyPI_and_switches_of_others_do_not_matter()
    {
        await index.AddPublisher("sampleproject");
        await Run(0, "provider", "disable", "gitlab");
        await Run(0, "issuer", "disable", "https://gitlab.com");
        Assert.Equal(200, (await Mint()).Status);
        using (var open = await index.Http.GetAsync("/_/oidc/audience")) Assert.Equal(200, (int)open.StatusCode);

        await Run(0, "exchange", "off");
        using var closed = await index.Http.GetAsync("/_/oidc/audience");
        Assert.Equal(403, (int)closed.StatusCode);
        Assert.Equal("Trusted publishing functionality not enabled", (string?)JsonNode.Parse(await closed.Content.ReadAsStringAsync())!["message"]);
    }

    [Fact]
    public async Task A_disabled_issuer_is_not_even_asked_for_its_keys()
    {
        await using var issuer = await UnrulyIssuer.Start();
        await Run(0, "issuer", "add", issuer.Url, "--provider", "github");
        await Run(0, "issuer", "disable", issuer.Url);
        var token = issuer.Token(TestIndex.Job, index.Audience, index.Clock.GetUtcNow());
        Assert.Equal(422, (await index.Post("/_/oidc/mint-token", new JsonObject { ["token"] = token }.ToJsonString())).Status);
        Assert.Equal(0, issuer.Calls);
    }

    [Theory]
    [InlineData(1, "issuer disable https://nobody.example")]
    [InlineData(0, "issuer enable https://nobody.example")]
    [InlineData(1, "provider disable nobody")]
    [InlineData(1, "issuer confirm https://nobody.example")]
    [InlineData(0, "issuer add https://10.0.0.1 --provider gitlab --private-network")]
    [InlineData(1, "issuer add https://169.254.169.254 --provider gitlab --private-network")]
    [InlineData(1, "issuer add https://git.example.org/../x --provider gitlab")]
    [InlineData(1, "issuer add https://git.example.org --provider gitlab --audience pypi")]
    [InlineData(1, "issuer add https://git.example.org --provider gitlab --ca /etc/hostname")]
    [InlineData(1, "issuer add https://git.example.org --provider gitlab --identify repository")]
    [InlineData(1, "issuer add https://gitlab.com --provider gitlab")]
    [InlineData(2, "issuer add https://git.example.org")]
    [InlineData(2, "exchange")]
    public async Task Verbs_refuse_what_cannot_be(int code, string line) => Assert.NotEqual("", (await Run(code, line.Split(' '))).Trim());

    [Fact]
    public async Task An_issuer_that_publishers_use_is_removed_only_with_them()
    {
        await index.AddPublisher("sampleproject");
        var refused = await Run(1, "issuer", "remove", index.Issuer.Url);
        Assert.Contains("octo-org/sampleproject", refused, StringComparison.Ordinal);
        Assert.Contains("--with-publishers", refused, StringComparison.Ordinal);

        await Run(0, "issuer", "remove", index.Issuer.Url, "--with-publishers");
        await using var db = await index.Db();
        Assert.Equal((0, 0), (await db.Publishers.CountAsync(), await db.Issuers.CountAsync()));
        Assert.Equal(1, await db.History.CountAsync(e => e.Event == "publisher:remove" && e.Project == "sampleproject"));
        Assert.Equal(1, await db.History.CountAsync(e => e.Event == "issuer:remove"));
    }

    [Fact]
    public async Task A_removed_issuer_is_unknown_with_the_next_request_and_its_keys_are_forgotten()
    {
        await using var issuer = await UnrulyIssuer.Start();
        await Run(0, "issuer", "add", issuer.Url, "--provider", "github");
        async Task<string> Detail() => (string)(await index.Post("/_/oidc/mint-token", new JsonObject
        {
            ["token"] = issuer.Token(TestIndex.Job, index.Audience, index.Clock.GetUtcNow())
        }.ToJsonString())).Body["detail"]!;
        Assert.Contains("no corresponding publisher", await Detail(), StringComparison.Ordinal);
        await Run(0, "issuer", "remove", issuer.Url);
        Assert.Contains("unknown trusted publishing issuer", await Detail(), StringComparison.Ordinal);
        await using var db = await index.Db();
        Assert.Equal(0, await db.IssuerKeys.CountAsync());
    }

    [Fact]
    public async Task An_issuer_that_was_removed_and_added_again_starts_without_keys()
    {
        await using var issuer = await UnrulyIssuer.Start();
        async Task<int> Status() => (await index.Post("/_/oidc/mint-token", new JsonObject
        {
            ["token"] = issuer.Token(TestIndex.Job, index.Audience, index.Clock.GetUtcNow())
        }.ToJsonString())).Status;
        await Run(0, "issuer", "add", issuer.Url, "--provider", "github");
        Assert.Equal(422, await Status());
        issuer.Misbehave = UnrulyIssuer.Say("", 500);
        Assert.Equal(422, await Status()); // by its kept keys

        await Run(0, "issuer", "remove", issuer.Url);
        await Run(0, "issuer", "add", issuer.Url, "--provider", "github");
        Assert.Equal(503, await Status());
    }

    [Theory]
    [InlineData("issuer list --json")]
    [InlineData("publisher list sampleproject --json")]
    [InlineData("publisher list nothing-here --json")]
    [InlineData("project list --json")]
    [InlineData("user list --json")]
    [InlineData("token list --json")]
    public async Task A_list_for_machines_is_one_array(string line)
    {
        await index.AddPublisher("sampleproject");
        await index.AddPublisher("sampleproject", environment: "other");
        Assert.IsType<JsonArray>(JsonNode.Parse(await Run(0, line.Split(' '))));
    }

    [Fact]
    public async Task The_list_of_issuers_tells_machines_everything()
    {
        await Run(0, "issuer", "add", "https://ghe.example.org/_services/token", "--provider", "github", "--private-network", "--web",
            "https://ghe.example.org", "--api", "https://ghe.example.org/api/v3", "--algorithms", "RS256,ES256", "--keys", "file:/etc/keys.json");
        var row = JsonNode.Parse(await Run(0, "issuer", "list", "--json"))!.AsArray().Single(one => (string?)one!["from"] == "verb")!;
        Assert.Equal(("https://ghe.example.org/_services/token", "github", "file:/etc/keys.json", true, "https://ghe.example.org/api/v3", "https://ghe.example.org"),
            ((string?)row["url"], (string?)row["provider"], (string?)row["keys"], (bool)row["privateNetwork"]!, (string?)row["api"], (string?)row["web"]));
        Assert.Equal(2, row["algorithms"]!.AsArray().Count);
    }
}
