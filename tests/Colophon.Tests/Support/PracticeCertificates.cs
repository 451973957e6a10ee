using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Colophon.Tests.Support;

/// <summary>A certificate authority of the tests' own, and what it issues, good and bad.</summary>
internal sealed class PracticeCertificates : IDisposable
{
    private readonly X509Certificate2 root = NewRoot("Practice root");

    public PracticeCertificates()
    {
        Folder = Directory.CreateTempSubdirectory("colophon-ca-").FullName;
        RootFile = Path.Combine(Folder, "root.pem");
        File.WriteAllText(RootFile, root.ExportCertificatePem());
    }

    public string Folder { get; }

    /// <summary>The root in PEM form.</summary>
    public string RootFile { get; }

    /// <summary>A server's certificate.</summary>
    /// <param name="days">Until it expires; negative when it has.</param>
    public X509Certificate2 Issue(string host = "localhost", int days = 30) => Issue(root, host, days, more: null);

    /// <summary>A server's certificate by an authority that only the address in it could tell of (RFC 5280, 4.2.2.1).</summary>
    public X509Certificate2 IssueByUnknownAuthorityAt(string url)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Practice intermediate", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.Create(root, root.NotBefore, root.NotAfter, [3]);
        using var intermediate = certificate.CopyWithPrivateKey(key);
        return Issue(intermediate, "localhost", 30, new X509AuthorityInformationAccessExtension([url], [url]));
    }

    public static X509Certificate2 SelfSigned() => NewRoot("localhost", "localhost");

    public void Dispose()
    {
        root.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static X509Certificate2 Issue(X509Certificate2 by, string host, int days, X509Extension? more)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(Names(host));
        if (more is not null) request.CertificateExtensions.Add(more);
        var now = DateTimeOffset.UtcNow;
        using var certificate = request.Create(by, now.AddDays(-60), now.AddDays(days), RandomNumberGenerator.GetBytes(8));
        return Loaded(certificate.CopyWithPrivateKey(key));
    }

    private static X509Certificate2 NewRoot(string name, string? host = null)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(host is null, false, 0, true));
        if (host is not null) request.CertificateExtensions.Add(Names(host));
        var now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(-90), now.AddDays(90));
    }

    private static X509Extension Names(string host)
    {
        var names = new SubjectAlternativeNameBuilder();
        if (IPAddress.TryParse(host, out var address)) names.AddIpAddress(address);
        else names.AddDnsName(host);
        return names.Build();
    }

    private static X509Certificate2 Loaded(X509Certificate2 certificate)
    {
        using (certificate) return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
