using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Colophon.Index;
using Colophon.Index.Web.Outside;
using Colophon.Tests.Support;

namespace Colophon.Tests.Index.Web.Outside;

/// <summary>Which servers are believed (threats.md D12, D23).</summary>
public sealed class CertificatesTests : IDisposable
{
    private readonly PracticeCertificates authority = new();

    public void Dispose() => authority.Dispose();

    private async Task<string?> Fault(X509Certificate2 certificate, string? roots)
    {
        await using var issuer = await UnrulyIssuer.Start("", certificate);
        issuer.Misbehave = UnrulyIssuer.Say("{}");
        using var outside = new OutsideCalls(new Settings { PlainHttpIssuers = true });
        try
        {
            await outside.Get(issuer.Url, new Reach("", roots), CancellationToken.None);
            return null;
        }
        catch (HttpRequestException exception)
        {
            Assert.Equal(0, issuer.Calls);
            return $"{exception.Message} {exception.InnerException?.Message}";
        }
    }

    [Fact]
    public async Task A_private_authority_is_believed_for_the_issuer_that_names_it_and_no_other()
    {
        using var certificate = authority.Issue();
        Assert.Null(await Fault(certificate, authority.RootFile));
        Assert.NotNull(await Fault(certificate, roots: null));
        using var others = new PracticeCertificates();
        Assert.NotNull(await Fault(certificate, others.RootFile));
    }

    [Fact]
    public async Task An_expired_a_foreign_and_a_self_signed_certificate_are_refused_with_the_right_authority_too()
    {
        using var expired = authority.Issue(days: -1);
        using var foreign = authority.Issue("issuer.example");
        using var selfSigned = PracticeCertificates.SelfSigned();
        foreach (var certificate in new[] { expired, foreign, selfSigned })
            Assert.NotNull(await Fault(certificate, authority.RootFile));
    }

    [Fact]
    public async Task Nothing_is_fetched_that_a_certificate_names()
    {
        using var canary = new Canary();
        using var certificate = authority.IssueByUnknownAuthorityAt($"http://127.0.0.1:{canary.Port}/intermediate.cer");
        Assert.NotNull(await Fault(certificate, authority.RootFile));
        Assert.NotNull(await Fault(certificate, roots: null));
        Assert.Equal(0, canary.Connections);
    }

    [Fact]
    public void Nothing_older_than_tls_1_2_is_spoken() =>
        Assert.Equal(SslProtocols.Tls12 | SslProtocols.Tls13, Certificates.TrustedBy(Reach.Public).EnabledSslProtocols);

    [Theory]
    [InlineData("/does/not/exist.pem")]
    [InlineData("/")]
    public async Task Roots_that_cannot_be_read_are_an_error_of_the_call_and_not_of_the_server(string file)
    {
        using var outside = new OutsideCalls(new Settings());
        await Assert.ThrowsAsync<HttpRequestException>(() => outside.Get("https://issuer.example/", new Reach("", file), CancellationToken.None));
    }
}
