using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using Colophon.Index;
using Colophon.Index.Web.Outside;
using Colophon.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Colophon.Tests.Index.Web.Outside;

/// <summary>The guard on the way out, over real sockets (threats.md D03-D05, D08-D11, D17).</summary>
public sealed class OutsideCallsTests
{
    private static readonly Settings Production = new();
    private static readonly Settings Development = new() { PlainHttpIssuers = true };

    private static Task<HttpRequestException> Refused(OutsideCalls outside, string url, Reach? reach = null) =>
        Assert.ThrowsAsync<HttpRequestException>(() => outside.Get(url, reach ?? Reach.Public, CancellationToken.None));

    [Theory]
    [InlineData("http://issuer.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://issuer.example/")]
    [InlineData("ftp://issuer.example/")]
    [InlineData("issuer.example")]
    [InlineData("")]
    public async Task Only_https_goes_out(string url)
    {
        using var outside = new OutsideCalls(Production, (_, _) => throw new InvalidOperationException("A name was looked up."));
        Assert.Contains("not an https URL", (await Refused(outside, url)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("127.1")]
    [InlineData("0x7f.1")]
    [InlineData("2130706433")]
    [InlineData("0177.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("0.0.0.0")]
    public async Task This_machine_is_not_called_by_any_spelling_even_if_private_networks_are_allowed(string host)
    {
        using var canary = new Canary();
        using var outside = new OutsideCalls(Production);
        var refused = await Refused(outside, $"https://{host}:{canary.Port}/", new Reach($"{host} localhost 127.0.0.1 ::1", null));
        Assert.Contains("no address that may be called", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, canary.Connections);
    }

    [Fact]
    public async Task Of_mixed_addresses_only_those_that_were_checked_are_connected_to_and_each_connection_is_checked_anew()
    {
        await using var issuer = await UnrulyIssuer.Start();
        issuer.Misbehave = UnrulyIssuer.Say("{}");
        var port = new Uri(issuer.Url).Port;
        IPAddress[][] answers =
        [
            [IPAddress.Parse("169.254.169.254"), IPAddress.Parse("0.0.0.0"), IPAddress.Loopback],
            [IPAddress.Parse("169.254.169.254"), IPAddress.Parse("0.0.0.0")],
        ];
        var asked = 0;
        Func<string, CancellationToken, Task<IPAddress[]>> resolver = (_, _) => Task.FromResult(answers[Math.Min(asked++, 1)]);

        using (var outside = new OutsideCalls(Development, resolver))
            Assert.Equal(2, (await outside.Get($"http://rebinding.example:{port}/", Reach.Public, CancellationToken.None)).Length);
        using (var outside = new OutsideCalls(Development, resolver)) await Refused(outside, $"http://rebinding.example:{port}/");

        Assert.Equal((2, 1), (asked, issuer.Calls));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        using var canary = new Canary();
        await using var issuer = await UnrulyIssuer.Start();
        issuer.Misbehave = UnrulyIssuer.Redirect(status, $"http://127.0.0.1:{canary.Port}/");
        using var outside = new OutsideCalls(Development);
        Assert.Contains($"answered {status}", (await Refused(outside, issuer.Url)).Message, StringComparison.Ordinal);
        Assert.Equal((0, 1), (canary.Connections, issuer.Calls));
    }

    [Fact]
    public async Task What_is_too_much_is_cut_at_256_KiB_and_what_is_too_slow_after_five_seconds()
    {
        await using var issuer = await UnrulyIssuer.Start();
        using var outside = new OutsideCalls(Development);
        foreach (var way in new Func<HttpContext, Task>[] { UnrulyIssuer.Huge, UnrulyIssuer.Flood })
        {
            issuer.Misbehave = way;
            var before = GC.GetTotalAllocatedBytes();
            Assert.Contains("more than 256 KiB", (await Refused(outside, issuer.Url)).Message, StringComparison.Ordinal);
            Assert.True(GC.GetTotalAllocatedBytes() - before < 64 << 20, "Far more was read than the cap.");
        }

        foreach (var way in new Func<HttpContext, Task>[] { UnrulyIssuer.Drip, context => Task.Delay(30_000, context.RequestAborted) })
        {
            issuer.Misbehave = way;
            var watch = Stopwatch.StartNew();
            Assert.Contains("within 5 seconds", (await Refused(outside, issuer.Url)).Message, StringComparison.Ordinal);
            Assert.InRange(watch.Elapsed.TotalSeconds, 4.5, 8);
        }
    }

    [Fact]
    public async Task Headers_without_end_are_refused()
    {
        await using var issuer = await UnrulyIssuer.Start();
        issuer.Misbehave = context =>
        {
            for (var i = 0; i < 3000; i++) context.Response.Headers[$"x-{i}"] = new string('a', 100);
            return Task.CompletedTask;
        };
        using var outside = new OutsideCalls(Development);
        await Refused(outside, issuer.Url);
    }

    [Fact]
    public async Task A_compressed_bomb_stays_compressed()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(new byte[8 << 20]);
        await using var issuer = await UnrulyIssuer.Start();
        issuer.Misbehave = context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return context.Response.Body.WriteAsync(packed.ToArray()).AsTask();
        };
        using var outside = new OutsideCalls(Development);
        Assert.Equal(packed.ToArray(), (await outside.Get(issuer.Url, Reach.Public, CancellationToken.None)).ToArray());
    }

    [Fact]
    public async Task No_cookie_no_credential_and_no_referrer_goes_out_twice_or_once()
    {
        var seen = new List<string>();
        await using var issuer = await UnrulyIssuer.Start();
        issuer.Misbehave = context =>
        {
            seen.Add(string.Join(' ', context.Request.Headers.Select(header => header.Key).Order(StringComparer.Ordinal)));
            context.Response.Headers.SetCookie = "a=b";
            return context.Response.WriteAsync("{}");
        };
        using var outside = new OutsideCalls(Development);
        for (var i = 0; i < 2; i++) await outside.Get(issuer.Url, Reach.Public, CancellationToken.None);
        Assert.Equal(["Accept Host User-Agent", "Accept Host User-Agent"], seen);
    }

    [Fact]
    public async Task A_proxy_in_the_environment_is_ignored_and_one_in_the_settings_is_used()
    {
        await using var proxy = await UnrulyIssuer.Start();
        await using var issuer = await UnrulyIssuer.Start();
        (proxy.Misbehave, issuer.Misbehave) = (UnrulyIssuer.Say("by proxy"), UnrulyIssuer.Say("direct"));
        async Task<string> Get(Settings settings)
        {
            using var outside = new OutsideCalls(settings);
            return Encoding.UTF8.GetString((await outside.Get(issuer.Url, Reach.Public, CancellationToken.None)).Span);
        }

        var names = new[] { "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy" };
        try
        {
            foreach (var name in names) Environment.SetEnvironmentVariable(name, proxy.Url);
            Assert.Equal("direct", await Get(Development));
        }
        finally
        {
            foreach (var name in names) Environment.SetEnvironmentVariable(name, null);
        }

        Assert.Equal("by proxy", await Get(Development with { OutboundProxy = new Uri(proxy.Url) }));
    }

    [Theory]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    [InlineData("https://localhost/")]
    [InlineData("https://10.0.0.1/")]
    public async Task With_a_proxy_a_name_that_is_known_to_lead_inside_is_refused_before_the_proxy_hears_of_it(string url)
    {
        using var canary = new Canary();
        using var outside = new OutsideCalls(Production with { OutboundProxy = new Uri($"http://127.0.0.1:{canary.Port}") });
        await Refused(outside, url);
        Assert.Equal(0, canary.Connections);
    }
}
