using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Colophon.Demo;
using Colophon.Tests.Support;

namespace Colophon.Tests.Journeys;

/// <summary>An index as in Production: https with its own certificate, or behind a proxy; no insecure switch, keys from a file.</summary>
public sealed class HttpsTests : IDisposable
{
    private const string Issuer = "https://ci.example.org";
    private readonly string folder = Directory.CreateTempSubdirectory("colophon-https-").FullName;
    private readonly PracticeKey key = new("offline-1");

    public void Dispose()
    {
        key.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task With_a_certificate_from_the_settings_a_job_publishes_by_twine_and_pip_installs()
    {
        var (certificate, privateKey) = MakeCertificate();
        await using var index = await Start(("Colophon__Certificate", certificate), ("Colophon__CertificateKey", privateKey),
            ("Colophon__PublicUrl", "https://localhost:8443"));
        await Here.AddPublisher(index, Issuer, "sampleproject");

        using var client = new IndexClient(index.Url, index.WayIn());
        var minted = await client.Mint(Token("localhost"));
        Assert.True(minted.Status == 200, minted.Body + index.Log);

        var (name, bytes) = TestWheel.Make("sampleproject", "1.0");
        var wheel = Path.Combine(folder, name);
        await File.WriteAllBytesAsync(wheel, bytes);
        var uploaded = await Programs.Run("/usr/bin/twine", ["upload", "--non-interactive", "--disable-progress-bar", "--cert", certificate,
            "--repository-url", $"{index.Url}/legacy/", "-u", "__token__", "-p", minted["token"]!, wheel], Trusting(certificate));
        Assert.True(uploaded.ExitCode == 0, uploaded.Output + index.Log);

        var page = await client.Get("/simple/sampleproject/");
        Assert.Contains("https://localhost:8443/packages/", page.Body, StringComparison.Ordinal); // links have the public URL
    }

    [Fact]
    public async Task Pip_installs_over_https_with_the_private_certificate_named()
    {
        var (certificate, privateKey) = MakeCertificate();
        await using var index = await Start(("Colophon__Certificate", certificate), ("Colophon__CertificateKey", privateKey),
            ("Colophon__Audience", "index.example.org"));
        await Here.AddPublisher(index, Issuer, "sampleproject");
        using var client = new IndexClient(index.Url, index.WayIn());
        var token = (await client.Mint(Token("index.example.org")))["token"]!;
        var (name, bytes) = TestWheel.Make("sampleproject", "1.0");
        await File.WriteAllBytesAsync(Path.Combine(folder, name), bytes);
        Assert.Equal(200, (await client.Upload(Path.Combine(folder, name), "sampleproject", "1.0", token)).Status);

        var target = Path.Combine(folder, "site");
        var installed = await Programs.Run(Python.Path, ["-m", "pip", "install", "--no-cache-dir", "--cert", certificate, "--index-url",
            $"{index.Url}/simple/", "--target", target, "sampleproject"], Trusting(certificate));

        Assert.True(installed.ExitCode == 0, installed.Output);
        Assert.True(File.Exists(Path.Combine(target, "sampleproject", "__init__.py")));
    }

    [Fact]
    public async Task Intermediate_certificates_are_sent_so_that_the_root_alone_has_to_be_known()
    {
        var now = DateTimeOffset.UtcNow;
        using var root = Authority("CN=Root", out var rootKey).CreateSelfSigned(now.AddMinutes(-5), now.AddDays(2));
        using var between = Authority("CN=Between", out var betweenKey).Create(root, now.AddMinutes(-4), now.AddDays(2), [1]);
        using var issuing = between.CopyWithPrivateKey(betweenKey);
        var (own, secret) = MakeCertificate((request, _) => request.Create(issuing, now.AddMinutes(-3), now.AddDays(1), [2]));
        await File.AppendAllLinesAsync(own, ["", between.ExportCertificatePem(), root.ExportCertificatePem()]);
        await using var index = await Start(("Colophon__Certificate", own), ("Colophon__CertificateKey", secret),
            ("Colophon__Audience", "index.example.org"));

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(root);
        using var client = new IndexClient(index.Url, new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy } });
        Assert.Equal(200, (await client.Get("/health")).Status);
        rootKey.Dispose();
    }

    [Fact]
    public async Task Behind_a_proxy_https_is_believed_from_the_named_proxy_and_from_nobody_else()
    {
        await using var named = await Start(("Colophon__TrustedProxies", "127.0.0.1"), ("Colophon__PublicUrl", "https://index.example.org"));
        await using var other = await Start(("Colophon__TrustedProxies", "192.0.2.7"), ("Colophon__PublicUrl", "https://index.example.org"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, await Mint(named.Url, forwardedAs: "https"));
        Assert.Equal(HttpStatusCode.Forbidden, await Mint(named.Url, forwardedAs: "http"));
        Assert.Equal(HttpStatusCode.Forbidden, await Mint(other.Url, forwardedAs: "https"));
    }

    /// <summary>A machine's own bundle would win over what the command line names (requests, trust_env).</summary>
    private static Dictionary<string, string> Trusting(string certificate) =>
        new(Here.PlainPip) { ["REQUESTS_CA_BUNDLE"] = certificate, ["CURL_CA_BUNDLE"] = certificate };

    private static async Task<HttpStatusCode> Mint(string url, string forwardedAs)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{url}/_/oidc/mint-token") { Content = new StringContent("{}") };
        request.Headers.Add("X-Forwarded-Proto", forwardedAs);
        request.Headers.Add("X-Forwarded-For", "198.51.100.9");
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private async Task<RunningIndex> Start(params (string Name, string Value)[] more)
    {
        var keys = Path.Combine(folder, "jwks.json");
        await File.WriteAllTextAsync(keys, new JsonObject { ["keys"] = new JsonArray(key.ToJwk()) }.ToJsonString());
        var settings = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Colophon__PlainHttpIssuers"] = "false",
            ["Colophon__Issuers__0__Provider"] = "github",
            ["Colophon__Issuers__0__Issuer"] = Issuer,
            ["Colophon__Issuers__0__Keys"] = $"file:{keys}",
        };
        foreach (var (name, value) in more) settings[name] = value;
        return await RunningIndex.Start(Here.Index, settings);
    }

    private string Token(string audience)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var claims = (JsonObject)Here.Job.Claims.DeepClone();
        (claims["iss"], claims["aud"], claims["jti"]) = (Issuer, audience, Guid.NewGuid().ToString());
        (claims["iat"], claims["nbf"], claims["exp"]) = (now, now, now + 300);
        return key.Sign(claims);
    }

    private static CertificateRequest Authority(string name, out ECDsa pair)
    {
        pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, pair, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request;
    }

    /// <param name="sign">Makes the certificate; null signs it by its own key.</param>
    private (string Certificate, string Key) MakeCertificate(Func<CertificateRequest, ECDsa, X509Certificate2>? sign = null)
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", pair, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(sign is null, false, 0, true));
        using var certificate = sign?.Invoke(request, pair)
            ?? request.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(1));
        var (chain, secret) = (Path.Combine(folder, "chain.pem"), Path.Combine(folder, "key.pem"));
        File.WriteAllText(chain, certificate.ExportCertificatePem());
        File.WriteAllText(secret, pair.ExportPkcs8PrivateKeyPem());
        return (chain, secret);
    }
}
