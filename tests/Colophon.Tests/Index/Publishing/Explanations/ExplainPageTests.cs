using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Colophon.Tests.Support;

namespace Colophon.Tests.Index.Publishing.Explanations;

public sealed class ExplainPageTests : IAsyncLifetime
{
    private TestIndex index = null!;

    public async ValueTask InitializeAsync() => index = await TestIndex.Start();

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Fact]
    public async Task The_form_works_without_script_and_says_how_a_job_asks()
    {
        using var response = await index.Http.GetAsync("/explain");
        var page = await response.Content.ReadAsStringAsync();

        Assert.Equal(200, (int)response.StatusCode);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("style=", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("""<label for="token">""", page, StringComparison.Ordinal);
        Assert.Contains($"{index.Url}/_/oidc/explain", page, StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_may_publish_reads_as_a_letter_and_is_not_echoed()
    {
        await index.AddPublisher("sampleproject");
        var token = index.Issuer.Token(TestIndex.Job, index.Audience);

        using var request = Form(token);
        request.Headers.Accept.ParseAdd("text/html");
        using var response = await index.Http.SendAsync(request);
        var (status, page, cached) = ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.CacheControl!.ToString());

        Assert.Equal(200, status);
        Assert.Equal("no-store", cached);
        Assert.Contains("<h1>A token would be minted</h1>", page, StringComparison.Ordinal);
        Assert.Contains("octo-org/sampleproject at commit 3f2a91c, tag v1.2.0", page, StringComparison.Ordinal);
        Assert.Contains("An upload token for <strong>sampleproject</strong>, good for", page, StringComparison.Ordinal);
        Assert.All(token.Split('.'), part => Assert.DoesNotContain(part, page, StringComparison.Ordinal));
        Assert.Equal(200, (await index.Post("/_/oidc/mint-token", new JsonObject { ["token"] = token }.ToJsonString())).Status);
    }

    [Fact]
    public async Task A_token_that_differs_in_one_claim_shows_both_sides_of_it_and_the_remedy()
    {
        await index.AddPublisher("sampleproject");

        var (_, page) = await Paste(index.Issuer.Token(TestIndex.Job.With("environment", "staging"), index.Audience));

        Assert.Contains("<h1>Nothing would be minted</h1>", page, StringComparison.Ordinal);
        Assert.Contains("""<tr class="differs">""", page, StringComparison.Ordinal);
        Assert.Contains("<code>staging</code>", page, StringComparison.Ordinal);
        Assert.Contains("pypi", page, StringComparison.Ordinal);
        Assert.Contains("""<a href="/problems/no-publisher">""", page, StringComparison.Ordinal);
        Assert.Contains("colophon-index publisher add sampleproject --provider github", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Claims_alone_prove_nothing_disclose_nothing_and_become_a_line_to_paste()
    {
        await index.AddPublisher("sampleproject", environment: "a-secret-place");
        var claims = TestIndex.Job.With("iss", index.Issuer.Url).With("sha", null).Claims.ToJsonString();

        var (status, page) = await Paste(claims);

        Assert.Equal(200, status);
        Assert.Contains("Nothing of it is proved", page, StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret-place", page, StringComparison.Ordinal);
        Assert.Contains("<code>sha</code>", page, StringComparison.Ordinal);
        Assert.Contains($"colophon-index publisher add PROJECT --provider github --issuer {index.Issuer.Url} --set environment=pypi --set owner=octo-org",
            page, StringComparison.Ordinal);
        Assert.Contains("?provider=github&amp;environment=pypi&amp;owner=octo-org", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hostile_claims_are_text()
    {
        var job = TestIndex.Job.With("iss", index.Issuer.Url).With("repository", "<script>alert(1)</script>/x'; rm -rf /");

        var (_, page) = await Paste(job.Claims.ToJsonString());

        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("publisher add", page, StringComparison.Ordinal); // no such repository can be registered
    }

    [Theory]
    [InlineData("", 400)]
    [InlineData("   ", 400)]
    [InlineData("{\"a\":1,\"a\":2}", 422)]
    [InlineData("{", 422)]
    [InlineData("no token", 422)]
    [InlineData("{}", 200)]
    public async Task What_is_nothing_to_explain_is_said(string pasted, int expected)
    {
        var (status, page) = await Paste(pasted);
        Assert.Equal(expected, status);
        Assert.Contains("<h1>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_too_large_is_413_and_other_bodies_are_400()
    {
        Assert.Equal(413, (await Paste(new string('a', 40_000))).Status);
        using var response = await index.Http.PostAsync("/explain", new StringContent("{}"));
        Assert.Equal(400, (int)response.StatusCode);
    }

    [Fact]
    public async Task It_answers_json_when_asked_for()
    {
        await index.AddPublisher("sampleproject");
        using var request = Form(index.Issuer.Token(TestIndex.Job, index.Audience));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var response = await index.Http.SendAsync(request);

        Assert.True(JsonNode.Parse(await response.Content.ReadAsStringAsync())!["wouldMint"]!.GetValue<bool>());
        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
    }

    private async Task<(int Status, string Page)> Paste(string text)
    {
        using var request = Form(text);
        request.Headers.Accept.ParseAdd("text/html");
        using var response = await index.Http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static HttpRequestMessage Form(string text) =>
        new(HttpMethod.Post, "/explain") { Content = new FormUrlEncodedContent([new("token", text)]) };
}
