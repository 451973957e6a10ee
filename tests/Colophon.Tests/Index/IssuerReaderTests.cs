using Colophon.Index;
using Colophon.Index.Store;
using Microsoft.Extensions.Configuration;

namespace Colophon.Tests.Index;

/// <summary>How an issuer is written, in the settings and in verbs alike (threats.md D01, D02, D13-D16, A42).</summary>
public sealed class IssuerReaderTests
{
    private static IssuerSetting Read(params (string Member, string Value)[] members) => IssuerReader.Read(name =>
        members.FirstOrDefault(one => one.Member == name).Value ?? name switch
        {
            "Provider" => "gitlab",
            "Issuer" => "https://git.example.org",
            _ => null,
        });

    private static string Fault(params (string Member, string Value)[] members)
    {
        try { return IssuerReader.FaultIn(Read(members), plainHttp: false) ?? ""; }
        catch (BadSetting bad) { return bad.Message; }
    }

    [Theory]
    [InlineData("http://git.example.org")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://git.example.org")]
    [InlineData("ftp://git.example.org")]
    [InlineData("git.example.org")]
    [InlineData("")]
    [InlineData("https://")]
    [InlineData("https:git.example.org")]
    [InlineData("https:/git.example.org")]
    [InlineData("HTTPS://git.example.org")]
    [InlineData("https://GIT.example.org")]
    [InlineData("https://git.example.org:443")]
    [InlineData("https://git.example.org:0")]
    [InlineData("https://git.example.org.")]
    [InlineData("https://user@git.example.org")]
    [InlineData("https://user:pass@git.example.org")]
    [InlineData("https://@git.example.org")]
    [InlineData("https://git.example.org?")]
    [InlineData("https://git.example.org?x=1")]
    [InlineData("https://git.example.org#")]
    [InlineData("https://git.example.org#x")]
    [InlineData("https://gitlab。com")]
    [InlineData("https://ⓔvil.com")]
    [InlineData("https://gitlаb.com")]
    [InlineData("https://xn--gitlb-3fg.com")]
    [InlineData("https://git.example.org/../x")]
    [InlineData("https://git.example.org/./x")]
    [InlineData("https://git.example.org/%2e%2e/x")]
    [InlineData("https://git.example.org/%41")]
    [InlineData("https://git.example.org//x")]
    [InlineData("https://git.example.org/x//")]
    [InlineData("https://git.example.org\\x")]
    [InlineData("https://git.example.org/a b")]
    [InlineData(" https://git.example.org")]
    [InlineData("https://git.example.org ")]
    [InlineData("https://git.example.org\n")]
    [InlineData("https://git.example.org\r\nHost: x")]
    [InlineData("https://git.example.org\0")]
    [InlineData("https://127.1")]
    [InlineData("https://0x7f.1")]
    [InlineData("https://2130706433")]
    [InlineData("https://0177.0.0.1")]
    [InlineData("https://127.0.0.1")]
    [InlineData("https://10.0.0.1")]
    [InlineData("https://169.254.169.254")]
    [InlineData("https://[::1]")]
    [InlineData("https://[::ffff:127.0.0.1]")]
    [InlineData("https://[fd00::1]")]
    public void A_url_that_could_be_read_in_two_ways_or_leads_inside_is_refused(string url)
    {
        Assert.NotEqual("", Fault(("Issuer", url)));
        if (!url.StartsWith("file:", StringComparison.Ordinal)) Assert.NotEqual("", Fault(("Keys", url)));
    }

    [Theory]
    [InlineData("https://git.example.org")]
    [InlineData("https://git.example.org/")]
    [InlineData("https://git.example.org/gitlab")]
    [InlineData("https://git.example.org:8443/gitlab")]
    [InlineData("https://oidc.circleci.com/org/0a1b-2c")]
    [InlineData("https://8.8.8.8")]
    public void A_plain_url_is_taken_as_it_stands(string url)
    {
        Assert.Equal(url, Read(("Issuer", url)).Url);
        Assert.Equal("", Fault(("Issuer", url)));
    }

    [Fact]
    public void A_url_of_more_than_400_characters_is_refused() => Assert.NotEqual("", Fault(("Issuer", $"https://git.example.org/{new string('a', 400)}")));

    [Theory]
    [InlineData("https://10.0.0.1", true)]
    [InlineData("https://[fd12::1]:8443", true)]
    [InlineData("https://127.0.0.1", false)]
    [InlineData("https://169.254.169.254", false)]
    [InlineData("https://100.100.100.200", false)]
    public void A_private_address_may_be_named_where_private_networks_are_allowed(string url, bool allowed) =>
        Assert.Equal(allowed, Fault(("Issuer", url), ("PrivateNetwork", "true")).Length == 0);

    [Fact]
    public void Private_addresses_are_allowed_for_the_hosts_that_were_typed_and_no_others()
    {
        var reach = Read(("PrivateNetwork", "true"), ("Keys", "https://keys.example.org/jwks"), ("Api", "https://git.example.org/api/v4")).Reach;
        Assert.True(reach.MayBePrivate("git.example.org") && reach.MayBePrivate("keys.example.org"));
        Assert.False(reach.MayBePrivate("other.example.org") || reach.MayBePrivate("example.org") || reach.MayBePrivate(""));
        Assert.False(Read().Reach.MayBePrivate("git.example.org") || Read().Reach.MayBePrivate(""));
    }

    [Theory]
    [InlineData("Provider", "nobody")]
    [InlineData("Keys", "file:relative")]
    [InlineData("Keys", "file:")]
    [InlineData("Algorithms", "none")]
    [InlineData("Algorithms", "RS256,HS256")]
    [InlineData("Audience", "pypi")]
    [InlineData("Audience", "sigstore")]
    [InlineData("Audience", "")]
    [InlineData("Audience", "api://a b")]
    [InlineData("PrivateNetwork", "yes")]
    [InlineData("CertificateAuthority", "/does/not/exist")]
    [InlineData("CertificateAuthority", "/etc/hostname")]
    [InlineData("Web", "git.example.org")]
    [InlineData("Api", "http://git.example.org")]
    [InlineData("Identify", "repository")]
    public void A_member_that_is_wrong_is_refused(string member, string value) => Assert.NotEqual("", Fault((member, value)));

    [Fact]
    public void Every_member_of_the_setting_is_read_and_an_unknown_one_is_refused()
    {
        static (Settings, IReadOnlyList<string> Faults) Settings(params (string Key, string Value)[] values) => SettingsReader.Read(
            new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create<string, string?>($"Colophon:Issuers:0:{v.Key}", v.Value)))
                .Build(), isDevelopment: false);

        var (settings, faults) = Settings(("Provider", "github"), ("Issuer", "https://ghe.example.org/_services/token"),
            ("Keys", "file:/etc/keys.json"), ("Algorithms:0", "RS256"), ("Algorithms:1", "ES256"), ("Audience", "api://AzureADTokenExchange"),
            ("PrivateNetwork", "true"), ("Web", "https://ghe.example.org"), ("Api", "https://ghe.example.org/api/v3"));
        Assert.Empty(faults);
        var issuer = Assert.Single(settings.Issuers);
        Assert.Equal(("file:/etc/keys.json", "api://AzureADTokenExchange", true, "https://ghe.example.org", "https://ghe.example.org/api/v3"),
            (issuer.Keys!, issuer.Audience!, issuer.PrivateNetwork, issuer.Web!, issuer.Api!));
        Assert.Equal(["RS256", "ES256"], issuer.Algorithms);

        Assert.Contains("no member 'Key'", Assert.Single(Settings(("Provider", "github"), ("Issuer", "https://x.example"), ("Key", "y")).Faults),
            StringComparison.Ordinal);
        Assert.Contains("public issuer of GitHub", Assert.Single(Settings(("Provider", "gitlab"),
            ("Issuer", "https://token.actions.githubusercontent.com")).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void An_issuer_that_stands_twice_in_the_settings_is_refused()
    {
        var twice = new[] { 0, 1 }.SelectMany(i => new[] { ($"Colophon:Issuers:{i}:Provider", "github"), ($"Colophon:Issuers:{i}:Issuer", "https://x.example") });
        var (_, faults) = SettingsReader.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(twice.Select(one => KeyValuePair.Create<string, string?>(one.Item1, one.Item2))).Build(), isDevelopment: false);
        Assert.Contains("twice", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_stored_of_an_issuer_is_what_was_read()
    {
        var setting = Read(("Keys", "https://keys.example.org/jwks"), ("Algorithms", "ES256,PS256"), ("Audience", "shared"), ("PrivateNetwork", "true"),
            ("Web", "https://web.example.org"), ("Api", "https://api.example.org"));
        var stored = Colophon.Index.Store.Entities.Issuer.From(setting, DateTimeOffset.UnixEpoch).ToSetting();
        Assert.Equal((setting.Url, setting.Keys, setting.Audience, setting.PrivateNetwork, setting.Web, setting.Api, setting.Reach),
            (stored.Url, stored.Keys, stored.Audience, stored.PrivateNetwork, stored.Web, stored.Api, stored.Reach));
        Assert.Equal(setting.Algorithms, stored.Algorithms);
        Assert.Equal(TrustedIssuers.DefaultAlgorithms, Colophon.Index.Store.Entities.Issuer.From(Read(), DateTimeOffset.UnixEpoch).ToSetting().Algorithms);
    }
}
