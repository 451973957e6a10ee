using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Colophon.Demo;

namespace Colophon.Tests.Support;

/// <summary>An index in a process of its own over https, as stock clients insist, with a practice issuer; tests of a class share it.</summary>
public abstract class HttpsIndex : IAsyncLifetime
{
    private PracticeIssuer issuer = null!;

    public RunningIndex Index { get; private set; } = null!;

    /// <summary>The certificate that clients are told to believe.</summary>
    public string Certificate => Path.Combine(Folder, "chain.pem");

    /// <summary>For whatever a test writes.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("colophon-https-").FullName;

    /// <summary>Host and port.</summary>
    public string Authority => new Uri(Index.Url).Authority;

    /// <summary>Settings beside those of every journey.</summary>
    protected abstract IReadOnlyList<(string Name, string Value)> Settings { get; }

    public virtual async ValueTask InitializeAsync()
    {
        var key = WriteCertificate();
        issuer = await PracticeIssuer.Start();
        var settings = Here.Trusting(issuer.Url, [("Colophon__Certificate", Certificate), ("Colophon__CertificateKey", key), .. Settings]);
        Index = await RunningIndex.Start(Here.Index, settings, host: "localhost");
        await Here.AddPublisher(Index, issuer.Url, "sampleproject", "dependency");
    }

    public async ValueTask DisposeAsync()
    {
        await Index.DisposeAsync();
        await issuer.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A CI job's exchange.</summary>
    /// <param name="scope">What the job asks for; null says nothing of it.</param>
    public async Task<string> Exchange(string? scope = null)
    {
        var body = new JsonObject { ["token"] = issuer.Token(Here.Job, "localhost") };
        if (scope is not null) body["scope"] = scope;
        using var http = new HttpClient(Index.WayIn());
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync($"{Index.Url}/_/oidc/mint-token", content);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["token"]?.GetValue<string>()
            ?? throw new InvalidOperationException(Index.Log);
    }

    /// <summary>A token of alice.</summary>
    public async Task<string> Personal(params string[] more)
    {
        var made = await Here.Verb(Index, ["token", "add", "--user", "alice", .. more]);
        Assert.True(made.ExitCode == 0, made.Output);
        return made.Output.Trim();
    }

    /// <summary>Debian's twine.</summary>
    public Task<Ended> Twine(string token, params string[] files) => Programs.Run("/usr/bin/twine",
        ["upload", "--non-interactive", "--disable-progress-bar", "--repository-url", $"{Index.Url}/legacy/", "-u", "__token__", "-p", token,
            .. files], new Dictionary<string, string> { ["REQUESTS_CA_BUNDLE"] = Certificate });

    /// <summary>Writes a wheel for every Python.</summary>
    public string Wheel(string name, string version, string metadata = "")
    {
        var (file, bytes) = TestWheel.Make(name, version, extraMetadata: metadata, change: members => members[$"{name}-{version}.dist-info/WHEEL"]
            = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py2-none-any\nTag: py3-none-any\n"u8.ToArray());
        var path = Path.Combine(Folder, file.Replace("-py3-", "-py2.py3-", StringComparison.Ordinal));
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>A new folder inside <see cref="Folder"/>.</summary>
    public string NewFolder() => Directory.CreateDirectory(Path.Combine(Folder, Guid.NewGuid().ToString("N"))).FullName;

    private string WriteCertificate()
    {
        using var pair = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", pair, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddDays(1));
        var key = Path.Combine(Folder, "key.pem");
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(key, pair.ExportPkcs8PrivateKeyPem());
        return key;
    }
}
