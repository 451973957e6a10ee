using System.Text;
using System.Text.Json.Nodes;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.Publishing.Exchanges;

public sealed class DiscloseTokenTests : IAsyncLifetime
{
    private TestIndex index = null!;

    public async ValueTask InitializeAsync() => index = await TestIndex.Start();

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Theory]
    [InlineData("/_/secrets/disclose-token")]
    [InlineData("/_/github/disclose-token")]
    public async Task A_minted_token_that_is_reported_no_longer_uploads_and_its_project_hears_of_it(string path)
    {
        await index.AddPublisher("sampleproject", pending: false);
        var token = await index.Token();

        Assert.Equal(204, await Report(path, new JsonArray(new JsonObject
        {
            ["token"] = token,
            ["type"] = "pypi_api_token",
            ["url"] = "https://forge.example/leak",
            ["source"] = "content"
        })));

        var (name, bytes) = TestWheel.Make("sampleproject", "1.0");
        using (var response = await index.Upload(name, bytes, token)) Assert.Equal(403, (int)response.StatusCode);
        await using var db = await index.Db();
        var entry = await db.History.SingleAsync(e => e.Event == "token:leak");
        Assert.Equal("sampleproject", entry.Project);
        Assert.Contains("https://forge.example/leak", entry.Details, StringComparison.Ordinal);
        Assert.DoesNotContain(token, entry.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_persons_token_too_and_the_history_names_the_person()
    {
        await index.AddPublisher("sampleproject", pending: false);
        var token = (await index.Verb("token", "add", "--user", "alice")).Output.Trim();

        Assert.Equal(204, await Report("/_/secrets/disclose-token", new JsonObject { ["token"] = token }));

        var (name, bytes) = TestWheel.Make("sampleproject", "1.0");
        using (var response = await index.Upload(name, bytes, token)) Assert.Equal(403, (int)response.StatusCode);
        await using var db = await index.Db();
        Assert.Contains("alice", (await db.History.SingleAsync(e => e.Event == "token:leak")).Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_is_the_same_whatever_was_found_and_nothing_but_the_whole_token_ends_one()
    {
        await index.AddPublisher("sampleproject", pending: false);
        var token = await index.Token();
        var bent = token[..^1] + (token[^1] == 'A' ? 'B' : 'A');

        foreach (var text in new[] { bent, token[..^10], "pypi-nonsense", "", "eyJhbGciOiJSUzI1NiJ9.e30.c2ln" })
            Assert.Equal(204, await Report("/_/secrets/disclose-token", new JsonObject { ["token"] = text }));

        await using var db = await index.Db();
        Assert.Equal((1, 0), (await db.Tokens.CountAsync(), await db.History.CountAsync(e => e.Event == "token:leak")));
        Assert.Equal(204, await Report("/_/secrets/disclose-token", new JsonObject { ["token"] = token }));
        Assert.Equal(204, await Report("/_/secrets/disclose-token", new JsonObject { ["token"] = token })); // again: nothing is left to end
        Assert.Equal((0, 1), (await db.Tokens.CountAsync(), await db.History.CountAsync(e => e.Event == "token:leak")));
    }

    [Theory]
    [InlineData("3", 400)]
    [InlineData("", 400)]
    [InlineData("[3]", 400)]
    [InlineData("{\"tokens\":[]}", 400)]
    [InlineData("[{\"token\":null}]", 400)]
    [InlineData("{\"token\":\"a\",\"token\":\"b\"}", 400)]
    [InlineData("[]", 204)]
    public async Task A_report_that_cannot_be_read_is_400(string body, int expected)
    {
        using var response = await index.Http.PostAsync("/_/secrets/disclose-token", new StringContent(body));
        Assert.Equal(expected, (int)response.StatusCode);
    }

    [Fact]
    public async Task Long_lists_and_large_bodies_are_refused_whole()
    {
        await index.AddPublisher("sampleproject", pending: false);
        var token = await index.Token();
        var list = new JsonArray([.. Enumerable.Range(0, 101).Select(_ => new JsonObject { ["token"] = token })]);
        Assert.Equal(400, await Report("/_/secrets/disclose-token", new JsonArray([.. Enumerable.Range(0, 101).Select(_ => (JsonNode)new JsonObject { ["token"] = "x" })])));
        Assert.Equal(413, await Report("/_/secrets/disclose-token", list.Count > 100 ? new JsonArray(new string('x', 70_000)) : list));
        await using var db = await index.Db();
        Assert.Equal(1, await db.Tokens.CountAsync());
    }

    [Fact]
    public async Task A_project_for_trusted_publishers_only_refuses_peoples_tokens_and_says_why()
    {
        await index.AddPublisher("sampleproject", pending: false);
        var token = (await index.Verb("token", "add", "--user", "alice")).Output.Trim();
        var (code, output) = await index.Verb("project", "trusted-only", "sampleproject", "on");
        Assert.True(code == 0, output);

        var (name, bytes) = TestWheel.Make("sampleproject", "1.0");
        using (var response = await index.Upload(name, bytes, token))
        {
            Assert.Equal(403, (int)response.StatusCode);
            Assert.Contains("'sampleproject' takes uploads from trusted publishers only, and this is an API token of alice.",
                response.ReasonPhrase, StringComparison.Ordinal);
        }

        using (var response = await index.Upload(name, bytes, await index.Token())) Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(0, (await index.Verb("project", "trusted-only", "sampleproject", "off")).Code);
        var (next, nextBytes) = TestWheel.Make("sampleproject", "1.1");
        using (var response = await index.Upload(next, nextBytes, token)) Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(1, (await index.Verb("project", "trusted-only", "sampleproject", "maybe")).Code);
        Assert.Equal(1, (await index.Verb("project", "trusted-only", "nothing-here", "on")).Code);
        await using var db = await index.Db();
        Assert.Equal(1, await db.History.CountAsync(e => e.Event == "project:trusted-only-on"));
    }

    private async Task<int> Report(string path, JsonNode body)
    {
        using var response = await index.Http.PostAsync(path, new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"));
        if (response.StatusCode == System.Net.HttpStatusCode.NoContent) Assert.Equal("", await response.Content.ReadAsStringAsync());
        return (int)response.StatusCode;
    }
}
