using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Colophon.Demo;
using Colophon.Tests.Support;

namespace Colophon.Tests.Journeys;

/// <summary>Every way that a token takes through the exchange, at the level Trace: none of it is found in what the server prints.</summary>
public sealed class NoSecretInTheLogTests
{
    [Fact]
    public async Task Tokens_are_in_no_line_of_the_log_whatever_becomes_of_them()
    {
        await using var issuer = await PracticeIssuer.Start();
        await using var index = await Here.Start(issuer.Url, ("Logging__LogLevel__Default", "Trace"), ("Logging__LogLevel__Microsoft", "Trace"),
            ("Logging__LogLevel__Colophon.Reads", "Trace"));
        await Here.AddPublisher(index, issuer.Url, "sampleproject");
        using var http = new HttpClient { BaseAddress = new Uri(index.Url) };
        var audience = JsonNode.Parse(await http.GetStringAsync("/_/oidc/audience"))!["audience"]!.GetValue<string>();
        string Identity(PracticeJob job) => issuer.Token(job, audience);
        string[] identities = [Identity(Here.Job), Identity(Here.Job.With("environment", "staging")), issuer.Token(Here.Job, "elsewhere")];

        var minted = (await Post(http, "/_/oidc/mint-token", identities[0]))!["token"]!.GetValue<string>();
        foreach (var identity in identities)
        {
            await Post(http, "/_/oidc/mint-token", identity); // used before, refused, meant for another
            await Post(http, "/_/oidc/explain", identity);
            using var form = new FormUrlEncodedContent([new("token", identity)]);
            using (await http.PostAsync("/explain", form)) { }
        }

        using var ask = new HttpRequestMessage(HttpMethod.Get, "/api/v1/projects/sampleproject/refused");
        ask.Headers.Authorization = new AuthenticationHeaderValue("Bearer", minted);
        using (await http.SendAsync(ask)) { }
        await Post(http, "/_/secrets/disclose-token", minted);
        await Post(http, "/_/oidc/burn-token", minted);

        Assert.Contains("/_/oidc/explain", index.Log, StringComparison.Ordinal);
        Assert.Contains("dbug:", index.Log, StringComparison.Ordinal); // it did print what it prints at the lowest levels
        foreach (var secret in identities.Select(identity => identity.Split('.')[2]).Append(minted[^40..]).Concat(identities.Select(i => i.Split('.')[1])))
            Assert.DoesNotContain(secret, index.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_of_one_use_are_in_no_line_of_the_log()
    {
        await using var issuer = await PracticeIssuer.Start();
        await using var index = await Here.Start(issuer.Url, ("Logging__LogLevel__Default", "Trace"), ("Logging__LogLevel__Colophon.Reads", "Trace"));
        var added = await index.Verb("user", "add", "alice", "--email", "alice@example.org");
        var path = new Uri(added.Output.Split(' ').Single(word => word.Contains("/set-up/", StringComparison.Ordinal))).AbsolutePath;
        using var browser = new Browser(index.Url);
        Assert.Equal(400, (await browser.Fill(path, null, ("password", "short"))).Status); // the link is still good

        Assert.Contains("/set-up/[redacted]", index.Log, StringComparison.Ordinal);
        Assert.DoesNotContain(path.Split('/')[^1], index.Log, StringComparison.Ordinal);
    }

    private static async Task<JsonNode?> Post(HttpClient http, string path, string token)
    {
        using var content = new StringContent(new JsonObject { ["token"] = token }.ToJsonString());
        using var response = await http.PostAsync(path, content);
        var text = await response.Content.ReadAsStringAsync();
        return text.StartsWith('{') ? JsonNode.Parse(text) : null;
    }
}
