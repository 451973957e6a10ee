using System.Text.Json.Nodes;
using Colophon.Rules.Tokens;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.Publishing.Exchanges;

public sealed class DiscoveryTests : IAsyncLifetime
{
    private TestIndex index = null!;

    public async ValueTask InitializeAsync() => index = await TestIndex.Start();

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("*/*")]
    [InlineData("application/vnd.pypi.pytp.v1+json")]
    [InlineData("text/html, application/vnd.pypi.pytp.v1+json;q=0.9")]
    public async Task It_names_the_doors_and_the_features_for_the_upload_path(string? accept)
    {
        var (status, _, body) = await Get("?discover=%2Flegacy%2F", accept);

        Assert.Equal(200, status);
        Assert.Equal($"{index.Url}/_/oidc/audience", body["audience-endpoint"]!.GetValue<string>());
        Assert.Equal($"{index.Url}/_/oidc/mint-token", body["token-mint-endpoint"]!.GetValue<string>());
        Assert.Equal("""["single-use-token","multi-use-token"]""", body["features"]!.ToJsonString());
        Assert.Equal("""["multi-use-token"]""", body["default-features"]!.ToJsonString());
    }

    [Theory]
    [InlineData("", null, 404)]
    [InlineData("?discover=", null, 404)]
    [InlineData("?discover=%2Fother%2F", null, 404)]
    [InlineData("?discover=%2Flegacy%2F&discover=%2Flegacy%2F", null, 404)]
    [InlineData("?discover=%2Flegacy%2F", "text/html", 406)]
    [InlineData("?discover=%2Flegacy%2F", "application/vnd.pypi.pytp.v2+json", 406)]
    public async Task Other_paths_and_types_are_refused(string query, string? accept, int expected) =>
        Assert.Equal(expected, (await Get(query, accept)).Status);

    [Fact]
    public async Task Its_clients_read_problem_details_and_the_exchange_takes_them_as_they_are()
    {
        var (status, type, body) = await Get("?discover=%2Fother%2F", "application/vnd.pypi.pytp.v1+json");
        Assert.Equal((404, "application/problem+json"), (status, type));
        Assert.NotNull(body["title"]);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/_/oidc/mint-token") { Content = new StringContent("{}") };
        request.Headers.Accept.ParseAdd("application/vnd.pypi.pytp.v1+json");
        using var response = await index.Http.SendAsync(request);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task A_single_use_token_uploads_once_and_a_second_time_not_even_the_same_bytes()
    {
        await index.AddPublisher("sampleproject");
        var token = await index.Token(more: new JsonObject { ["features"] = new JsonArray("single-use-token") });
        var (name, bytes) = TestWheel.Make("sampleproject", "1.0");

        using (var first = await index.Upload(name, bytes, token)) Assert.Equal(200, (int)first.StatusCode);
        using (var second = await index.Upload(name, bytes, token)) Assert.Equal(403, (int)second.StatusCode);
        var (other, otherBytes) = TestWheel.Make("sampleproject", "1.1");
        using (var third = await index.Upload(other, otherBytes, token)) Assert.Equal(403, (int)third.StatusCode);
        await using var db = await index.Db();
        Assert.Equal((1, 0), (await db.Files.CountAsync(), await db.Tokens.CountAsync()));
    }

    [Fact]
    public async Task Bytes_that_are_here_already_use_a_single_use_token_up_too()
    {
        await index.AddPublisher("sampleproject");
        var (name, bytes) = TestWheel.Make("sampleproject", "1.0");
        using (await index.Upload(name, bytes, await index.Token())) { }
        var token = await index.Token(more: new JsonObject { ["features"] = new JsonArray("single-use-token") });

        using (var again = await index.Upload(name, bytes, token)) Assert.Equal(200, (int)again.StatusCode);
        using (var second = await index.Upload(name, bytes, token)) Assert.Equal(403, (int)second.StatusCode);
    }

    [Fact]
    public async Task Of_ten_uploads_at_once_with_one_single_use_token_one_is_taken()
    {
        await index.AddPublisher("sampleproject");
        var token = await index.Token(more: new JsonObject { ["features"] = new JsonArray("single-use-token") });
        var wheels = Enumerable.Range(0, 10).Select(i => TestWheel.Make("sampleproject", $"1.{i}")).ToList();

        var answers = await Task.WhenAll(wheels.Select(async wheel =>
        {
            using var response = await index.Upload(wheel.Item1, wheel.Item2, token);
            return (int)response.StatusCode;
        }));

        Assert.Equal(1, answers.Count(status => status == 200));
        Assert.Equal(9, answers.Count(status => status == 403));
        Assert.Equal(1, (await index.Left()).Files);
    }

    [Fact]
    public async Task A_holder_can_make_any_token_good_for_one_upload_and_nothing_else()
    {
        await index.AddPublisher("sampleproject", pending: false);
        var whole = (await index.Verb("token", "add", "--user", "alice")).Output.Trim();
        Assert.True(Macaroon.Parse(whole).TryGet(out var macaroon, out _));
        var narrowed = macaroon.Narrow(new OneUpload()).Text;
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/projects/sampleproject/refused");
        request.Headers.Authorization = new("Bearer", narrowed);
        using (var read = await index.Http.SendAsync(request)) Assert.Equal(403, (int)read.StatusCode);

        var (name, bytes) = TestWheel.Make("sampleproject", "1.0");
        using (var first = await index.Upload(name, bytes, narrowed)) Assert.Equal(200, (int)first.StatusCode);
        using (var second = await index.Upload(name, bytes, narrowed)) Assert.Equal(403, (int)second.StatusCode);
    }

    [Fact]
    public async Task A_refused_upload_does_not_use_it_up()
    {
        await index.AddPublisher("sampleproject");
        var token = await index.Token(more: new JsonObject { ["features"] = new JsonArray("single-use-token") });
        var (name, bytes) = TestWheel.Make("sampleproject", "1.0");

        using (var bent = await index.Upload(name, bytes, token, form => form[6] = ("sha256_digest", new string('0', 64))))
            Assert.Equal(400, (int)bent.StatusCode);
        using (var good = await index.Upload(name, bytes, token)) Assert.Equal(200, (int)good.StatusCode);
    }

    [Theory]
    [InlineData("""["both-hands"]""", "asks for 'both-hands'")]
    [InlineData("""["single-use-token","multi-use-token"]""", "single-use and multi-use at once")]
    [InlineData(""" "single-use-token" """, "expected a list of strings")]
    [InlineData("[1]", "asks for '1'")]
    public async Task A_feature_that_cannot_be_given_is_refused_not_passed_over(string features, string expected)
    {
        await index.AddPublisher("sampleproject");

        var (status, body) = await index.Mint(more: new JsonObject { ["features"] = JsonNode.Parse(features) });

        Assert.Equal(422, status);
        Assert.Contains(expected, body["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private async Task<(int Status, string Type, JsonNode Body)> Get(string query, string? accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/.well-known/pytp{query}");
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await index.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, response.Content.Headers.ContentType!.ToString(), JsonNode.Parse(text.StartsWith('{') ? text : "{}")!);
    }
}
