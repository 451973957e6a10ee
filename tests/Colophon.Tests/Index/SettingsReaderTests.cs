using Colophon.Index;
using Microsoft.Extensions.Configuration;

namespace Colophon.Tests.Index;

public sealed class SettingsReaderTests
{
    private static (Settings Settings, IReadOnlyList<string> Faults) Read(bool development, params (string Key, string Value)[] values) =>
        SettingsReader.Read(new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(v => KeyValuePair.Create<string, string?>($"Colophon:{v.Key}", v.Value)))
            .Build(), development);

    [Theory]
    [InlineData("PublicUrl", "index.example.org")]
    [InlineData("Database", "Host=db;Database=colophon;Maximum Pool Size=4")]
    [InlineData("PublicUrl", "https://index.example.org/path")]
    [InlineData("PublicUrl", "https://user@index.example.org")]
    [InlineData("Audience", "pypi")]
    [InlineData("Audience", "SigStore")]
    [InlineData("Audience", "1abc")]
    [InlineData("UploadTokenLifetime", "5m")]
    [InlineData("UploadTokenLifetime", "7h")]
    [InlineData("UploadTokenLifetime", "soon")]
    [InlineData("MaxFileSize", "big")]
    [InlineData("MaxFileSize", "-1")]
    [InlineData("MaxFileSize", "1000 TiB")]
    [InlineData("AllowLocalVersions", "maybe")]
    [InlineData("AllowUnknownClassifiers", "some")]
    [InlineData("ExchangesPerMinute", "0")]
    [InlineData("ExplanationsPerMinute", "many")]
    [InlineData("ReportsPerMinute", "-1")]
    [InlineData("Certificate", "/does/not/exist.pem")]
    [InlineData("TrustedProxies", "proxy.example.org")]
    [InlineData("Database", "Host=localhost")]
    [InlineData("Reads", "private")]
    [InlineData("Blobs", "s3://bucket/x")]
    [InlineData("PublicURI", "https://x")]
    [InlineData("Issuers:0:Provider", "gitea")]
    [InlineData("Smtp:Host", "mail server")]
    [InlineData("Smtp:Port", "0")]
    [InlineData("Smtp:Tls", "maybe")]
    [InlineData("Smtp:From", "index")]
    [InlineData("Smtp:From", "Index <index@example.org>\r\nBcc: all@example.org")]
    [InlineData("Smtp:CertificateAuthority", "/does/not/exist.pem")]
    [InlineData("Smtp:Nonsense", "1")]
    [InlineData("Smtp", "mail.example.org")]
    [InlineData("WebhookPrivateHosts", "a b")]
    public void A_value_that_is_not_allowed_is_refused_by_name(string key, string value)
    {
        var fault = Assert.Single(Read(development: true, (key, value)).Faults);
        Assert.StartsWith($"Colophon:{key.Split(':')[0]}", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_are_told_at_once() =>
        Assert.Equal(3, Read(true, ("Audience", "pypi"), ("MaxFileSize", "x"), ("Nonsense", "1")).Faults.Count);

    [Fact]
    public void Good_values_are_read()
    {
        var (settings, faults) = Read(true, ("PublicUrl", "https://index.example.org"), ("MaxFileSize", "2 GiB"),
            ("UploadTokenLifetime", "1h"), ("ClosesReleasesAfter", "14d"),
            ("Issuers:0:Provider", "gitlab"), ("Issuers:0:Issuer", "https://git.example.org/gitlab"),
                ("Issuers:0:Algorithms", "RS256 ES256"), ("TrustedProxies", "10.0.0.1, ::1"));
        Assert.Empty(faults);
        Assert.Equal((2L << 30, TimeSpan.FromHours(1), TimeSpan.FromDays(14)),
            (settings.MaxFileSize, settings.UploadTokenLifetime, settings.ClosesReleasesAfter!.Value));
        Assert.Equal(("gitlab", "https://git.example.org/gitlab", 2),
            (settings.Issuers[0].Provider, settings.Issuers[0].Url, settings.Issuers[0].Algorithms.Count));
        Assert.Equal(2, settings.TrustedProxies.Count);
    }

    [Fact]
    public void Insecure_switches_stop_a_production_start()
    {
        Assert.Empty(Read(development: true, ("PlainHttpIssuers", "true")).Faults);
        Assert.Contains("insecure switch", Assert.Single(Read(development: false, ("PlainHttpIssuers", "true")).Faults),
            StringComparison.Ordinal);
        Assert.NotEmpty(Read(false, ("Issuers:0:Provider", "github"), ("Issuers:0:Issuer", "http://issuer.example")).Faults);
    }

    [Fact]
    public void A_mail_server_without_TLS_is_for_Development_on_this_machine_and_its_password_is_quoted_nowhere()
    {
        (string, string)[] good =
            [("Smtp:Host", "localhost"), ("Smtp:From", "Index <index@example.org>"), ("Smtp:User", "u"), ("Smtp:Password", "CanaryPassword")];
        var (settings, faults) = Read(development: false, [.. good, ("Smtp:Tls", "implicit")]);
        Assert.Empty(faults);
        Assert.Equal((465, SmtpTls.Implicit), (settings.Smtp.ActualPort, settings.Smtp.Tls));
        Assert.DoesNotContain("CanaryPassword", settings.ToString(), StringComparison.Ordinal);

        Assert.Empty(Read(development: true, [.. good, ("Smtp:Tls", "none")]).Faults);
        Assert.Contains("insecure switch", Assert.Single(Read(development: false, [.. good, ("Smtp:Tls", "none")]).Faults),
            StringComparison.Ordinal);
        Assert.Contains("this machine alone", Assert.Single(Read(true, ("Smtp:Host", "mail.example.org"), ("Smtp:From", "a@example.org"),
            ("Smtp:Tls", "none")).Faults), StringComparison.Ordinal);
        Assert.Contains("Smtp:From is missing", Assert.Single(Read(true, ("Smtp:Host", "localhost")).Faults), StringComparison.Ordinal);
        Assert.Contains("belong together", Assert.Single(Read(true, [.. good[..3]]).Faults), StringComparison.Ordinal);
    }
}
