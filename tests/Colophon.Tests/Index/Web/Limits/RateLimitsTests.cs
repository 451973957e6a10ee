using System.Net;
using System.Text.Json.Nodes;
using Colophon.Index.Web.Limits;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.Web.Limits;

public sealed class RateLimitsTests
{
    [Fact]
    public async Task Too_many_exchanges_of_an_address_are_429_with_the_body_that_clients_read()
    {
        await using var index = await TestIndex.Start(settings => settings with { ExchangesPerMinute = 3 });
        for (var i = 0; i < 3; i++) Assert.Equal(422, (await index.Post("/_/oidc/mint-token", "{}")).Status);

        using var response = await index.Http.PostAsync("/_/oidc/mint-token", new StringContent("{}"));

        Assert.Equal(429, (int)response.StatusCode);
        Assert.InRange(int.Parse(response.Headers.RetryAfter!.ToString()), 1, 60);
        Assert.Equal("\"exchange.ip\";q=3;w=60;pk=:ip:", Header(response, "RateLimit-Policy"));
        Assert.StartsWith("\"exchange.ip\";r=0;t=", Header(response, "RateLimit"), StringComparison.Ordinal);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.Equal("too-many-requests", body["errors"]![0]!["code"]!.GetValue<string>());
        Assert.Equal(422, (await index.Post("/_/oidc/explain", "{}")).Status); // each has its own
    }

    [Fact]
    public async Task Too_many_exchanges_of_a_repository_are_429_spend_nothing_and_leave_others_alone()
    {
        await using var proxied = await TestIndex.Start(settings => settings with { ExchangesPerMinute = 2, TrustedProxies = ["127.0.0.1"] });
        await proxied.AddPublisher("sampleproject");
        await proxied.AddPublisher("other", repository: "other");
        for (var i = 0; i < 2; i++) Assert.Equal(200, (await From(proxied, $"203.0.113.{i}", "sampleproject")).Status);

        var third = await From(proxied, "203.0.113.77", "sampleproject");
        Assert.Equal(429, third.Status);
        Assert.Equal("\"exchange.ip\";q=2;w=60;pk=:ip:, \"exchange.identity\";q=2;w=60;pk=:identity:", third.Policy);
        Assert.Equal(200, (await From(proxied, "203.0.113.78", "other")).Status);
        await using var db = await proxied.Db();
        Assert.Equal(3, await db.Redemptions.CountAsync());
    }

    [Fact]
    public async Task Addresses_of_one_IPv6_network_are_one_customer_and_a_header_from_nobody_counts_for_nothing()
    {
        await using var proxied = await TestIndex.Start(settings => settings with { ExchangesPerMinute = 2, TrustedProxies = ["127.0.0.1"] });
        Assert.Equal(422, await Ask(proxied, "2001:db8:1:2::1"));
        Assert.Equal(422, await Ask(proxied, "2001:db8:1:2:ffff::9"));
        Assert.Equal(429, await Ask(proxied, "2001:db8:1:2:abcd::3"));
        Assert.Equal(422, await Ask(proxied, "2001:db8:1:3::1"));

        await using var direct = await TestIndex.Start(settings => settings with { ExchangesPerMinute = 2 });
        Assert.Equal(422, await Ask(direct, "198.51.100.1"));
        Assert.Equal(422, await Ask(direct, "198.51.100.2"));
        Assert.Equal(429, await Ask(direct, "198.51.100.3"));
    }

    [Fact]
    public async Task A_monorepo_of_a_hundred_packages_ten_times_in_a_minute_is_never_refused()
    {
        var defaults = new Colophon.Index.Settings();
        await using var index = await TestIndex.Start(settings => settings with
        {
            ExchangesPerMinute = defaults.ExchangesPerMinute,
            ExplanationsPerMinute = defaults.ExplanationsPerMinute
        });
        await index.AddPublisher("sampleproject");
        Assert.Equal(200, (await index.Mint()).Status);
        var statuses = new List<int>();
        for (var round = 0; round < 10; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => index.Mint()));
            statuses.AddRange(answers.Select(answer => answer.Status));
        }

        Assert.Equal("200: 1000", string.Join(", ", statuses.CountBy(status => status).Select(count => $"{count.Key}: {count.Value}")));
        var token = new JsonObject { ["token"] = index.Issuer.Token(TestIndex.Job, index.Audience) }.ToJsonString();
        for (var i = 0; i < 1000; i++) Assert.Equal(200, (await index.Post("/_/oidc/explain", token)).Status);
    }

    [Fact]
    public async Task Explanations_the_page_and_reports_are_limited_and_off_is_off()
    {
        await using var index = await TestIndex.Start(settings => settings with { ExplanationsPerMinute = 1, ReportsPerMinute = 1 });
        Assert.Equal(422, (await index.Post("/_/oidc/explain", "{}")).Status);
        using (var page = await index.Http.PostAsync("/explain", new FormUrlEncodedContent([new("token", "x")])))
            Assert.Equal(429, (int)page.StatusCode);
        Assert.Equal(204, (await index.Post("/_/secrets/disclose-token", """{"token":"x"}""")).Status);
        Assert.Equal(429, (await index.Post("/_/github/disclose-token", """{"token":"x"}""")).Status);
        for (var i = 0; i < 20; i++) Assert.Equal(422, (await index.Post("/_/oidc/mint-token", "{}")).Status);
        using var free = await index.Http.PostAsync("/_/oidc/mint-token", new StringContent("{}"));
        Assert.False(free.Headers.Contains("RateLimit"));
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:aa:bb:1:2:3:4", "20010db800aa00bb::/64")]
    public void An_address_is_counted_by_what_one_customer_has(string address, string expected) =>
        Assert.Equal(expected, LimitedDoors.AddressOf(IPAddress.Parse(address)));

    private static async Task<(int Status, string Policy)> From(TestIndex index, string address, string repository)
    {
        var job = Colophon.Demo.PracticeJob.GitHub("octo-org", repository, "release.yml");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_/oidc/mint-token")
        {
            Content = new StringContent(new JsonObject { ["token"] = index.Issuer.Token(job, index.Audience) }.ToJsonString())
        };
        request.Headers.Add("X-Forwarded-For", address);
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var response = await index.Http.SendAsync(request);
        return ((int)response.StatusCode, Header(response, "RateLimit-Policy"));
    }

    private static async Task<int> Ask(TestIndex index, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_/oidc/mint-token") { Content = new StringContent("{}") };
        request.Headers.Add("X-Forwarded-For", address);
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var response = await index.Http.SendAsync(request);
        return (int)response.StatusCode;
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(" | ", response.Headers.GetValues(name));
}
