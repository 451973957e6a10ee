using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Colophon.Index.Web.Outside;

/// <summary>
/// Which servers are believed: TLS 1.2 or newer, the name and the chain always checked, and nothing else fetched on the way, since a
/// hostile certificate names addresses too (threats.md D12, D23).
/// </summary>
internal static class Certificates
{
    /// <exception cref="HttpRequestException">The file of roots cannot be read.</exception>
    public static SslClientAuthenticationOptions TrustedBy(Reach reach)
    {
        var policy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        if (reach.CertificateAuthority is { } file)
        {
            try { policy.CustomTrustStore.ImportFromPemFile(file); }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
            {
                throw new HttpRequestException($"The certificate authority {file} cannot be read: {exception.Message}", exception);
            }

            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        }

        return new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            CertificateChainPolicy = policy,
        };
    }
}
