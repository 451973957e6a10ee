using System.Text.Json.Nodes;
using Colophon.Demo;
using Colophon.Tests.Support;

namespace Colophon.Tests.Journeys;

/// <summary>Clients that others wrote, as the system packages them, against the real server.</summary>
public sealed class OtherPeoplesClientsTests : IAsyncLifetime
{
    private PracticeIssuer issuer = null!;
    private RunningIndex index = null!;
    private readonly string folder = Directory.CreateTempSubdirectory("colophon-clients-").FullName;

    public async ValueTask InitializeAsync()
    {
        issuer = await PracticeIssuer.Start();
        index = await Here.Start(issuer.Url);
        await Here.AddPublisher(index, issuer.Url, "sampleproject", "dependency");
    }

    public async ValueTask DisposeAsync()
    {
        await index.DisposeAsync();
        await issuer.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<string> Token()
    {
        using var client = new IndexClient(index.Url);
        return (await client.Exchange(issuer.RequestFor(Here.Job)))["token"]!;
    }

    private async Task Twine(string token, params string[] files)
    {
        Assert.True(File.Exists("/usr/bin/twine"), "There is no twine. Debian: apt-get install twine (./test does it as root).");
        var uploaded = await Programs.Run("/usr/bin/twine",
            ["upload", "--non-interactive", "--disable-progress-bar", "--verbose", "--repository-url", $"{index.Url}/legacy/", "-u",
            "__token__", "-p", token, .. files], new Dictionary<string, string> { ["REQUESTS_CA_BUNDLE"] = "" });
        Assert.True(uploaded.ExitCode == 0, uploaded.Output + index.Log);
    }

    private async Task PublishBoth()
    {
        var (wheel, bytes) = TestWheel.Make("sampleproject", "1.2.0",
            extraMetadata: "Summary: A sample\nRequires-Dist: dependency (>=1.0)\nKeywords: a,b\nProject-URL: Home, "
            + "https://example.org\nDescription-Content-Type: text/markdown\n\n# Sample\n\nText.\n");
        await File.WriteAllBytesAsync(Path.Combine(folder, wheel), bytes);
        var (needed, neededBytes) = TestWheel.Make("dependency", "1.0");
        await File.WriteAllBytesAsync(Path.Combine(folder, needed), neededBytes);
        var sdist = Distributions.BuildSdist(folder, "sampleproject", "1.2.0");
        await Twine(await Token(), Path.Combine(folder, wheel), sdist.Path, Path.Combine(folder, needed));
    }

    [Fact]
    public async Task Twine_uploads_with_the_minted_token_and_every_pip_here_installs_with_hashes_checked()
    {
        await PublishBoth();
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder,
            "sampleproject-1.2.0-py3-none-any.whl"))));
        var other = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(folder,
            "dependency-1.0-py3-none-any.whl"))));
        var requirements = Path.Combine(folder, "requirements.txt");
        await File.WriteAllTextAsync(requirements, $"sampleproject==1.2.0 --hash=sha256:{hash}\ndependency==1.0 --hash=sha256:{other}\n");

        var pips = Pips().ToList();
        Assert.NotEmpty(pips);
        foreach (var python in pips)
        {
            var target = Path.Combine(folder, "site-" + Guid.NewGuid().ToString("N"));
            var installed = await Programs.Run(python,
                ["-m", "pip", "install", "--no-cache-dir", "--require-hashes", "--only-binary", ":all:", "--index-url",
                $"{index.Url}/simple/", "--target", target, "-r", requirements], Here.PlainPip);
            Assert.True(installed.ExitCode == 0, $"{python}: {installed.Output}");
            Assert.True(File.Exists(Path.Combine(target, "sampleproject", "__init__.py")), python);
            TestContext.Current.TestOutputHelper!.WriteLine((await Programs.Run(python, ["-m", "pip", "--version"],
                Here.PlainPip)).Output.Trim());
        }
    }

    [Fact]
    public async Task Pip_resolves_by_metadata_alone_and_then_downloads_source_too()
    {
        await PublishBoth();
        string? python = null;
        foreach (var path in Pips()) python ??= await PipVersion(path) >= new Version(23, 2) ? path : null;
        Assert.True(python is not null || Environment.GetEnvironmentVariable("CI") != "true", NoNewPip);
        Assert.SkipWhen(python is null, NoNewPip);
        var before = index.Log.Length;
        var resolved = await Programs.Run(python,
            ["-m", "pip", "install", "--dry-run", "--ignore-installed", "--no-cache-dir", "--only-binary", ":all:", "--index-url",
            $"{index.Url}/simple/", "--report", "/dev/null", "sampleproject"], Here.PlainPip);
        Assert.True(resolved.ExitCode == 0, resolved.Output);
        var log = index.Log[before..];
        Assert.Contains("sampleproject-1.2.0-py3-none-any.whl.metadata 200", log, StringComparison.Ordinal);

        // pip may fetch wheels at the end of a dry run; during resolution, up to the last metadata, it has asked for none.
        var resolution = log[..log.LastIndexOf(".whl.metadata", StringComparison.Ordinal)];
        Assert.DoesNotContain(".whl 200", resolution, StringComparison.Ordinal);

        var source = await Programs.Run(Python.Path,
            ["-m", "pip", "download", "--no-cache-dir", "--no-deps", "--no-build-isolation", "--index-url", $"{index.Url}/simple/", "-d",
            Path.Combine(folder, "got"), "dependency"], Here.PlainPip);
        Assert.True(source.ExitCode == 0, source.Output);
        Assert.True(File.Exists(Path.Combine(folder, "got", "dependency-1.0-py3-none-any.whl")));
    }

    [Fact]
    public async Task Twine_prints_the_reason_of_a_refusal_and_skips_what_exists()
    {
        await PublishBoth();
        var (wheel, changed) = TestWheel.Make("sampleproject", "1.2.0", "CHANGED = 1\n"u8.ToArray());
        var path = Path.Combine(folder, wheel);
        await File.WriteAllBytesAsync(path, changed);
        string[] upload = ["upload", "--non-interactive", "--disable-progress-bar", "--repository-url", $"{index.Url}/legacy/", "-u",
            "__token__", "-p", await Token(), path];

        var refused = await Programs.Run("/usr/bin/twine", upload);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("File already exists", refused.Output, StringComparison.Ordinal);

        var skipped = await Programs.Run("/usr/bin/twine", [.. upload, "--skip-existing"]);
        Assert.True(skipped.ExitCode == 0, skipped.Output);
    }

    [Fact]
    public async Task GitHubs_own_toolkit_gets_a_token_that_the_exchange_takes()
    {
        var request = issuer.RequestFor(Here.Job);
        var got = await Programs.Run(Here.Node, [Here.Npm("actions-core.mjs"), "colophon-127.0.0.1"],
            new Dictionary<string, string>
            {
                ["ACTIONS_ID_TOKEN_REQUEST_URL"] = request.Url,
                ["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = request.Bearer
            });
        Assert.True(got.ExitCode == 0, got.Output);
        var token = got.Output.Split('\n').Single(line => line.StartsWith("TOKEN ", StringComparison.Ordinal))["TOKEN ".Length..].Trim();

        using var client = new IndexClient(index.Url);
        var minted = await client.Mint(token);
        Assert.True(minted.Status == 200, minted.Body);
    }

    [Fact]
    public async Task A_real_openid_provider_without_ci_claims_is_refused_for_each_claim_it_lacks()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        using var provider = Programs.Begin(Here.Node,
            [Here.Npm("oidc-provider.mjs"), port.ToString(System.Globalization.CultureInfo.InvariantCulture), "colophon-127.0.0.1"]);
        try
        {
            string? line;
            do line = await provider.StandardOutput.ReadLineAsync();
            while (line is not null && !line.StartsWith("TOKEN ", StringComparison.Ordinal));
            Assert.NotNull(line);
            Assert.Equal(0,
                (await index.Verb("issuer", "add", $"http://127.0.0.1:{port}", "--provider", "github", "--keys",
                $"http://127.0.0.1:{port}/jwks")).ExitCode);

            using var client = new IndexClient(index.Url);
            var answer = await client.Mint(line["TOKEN ".Length..].Trim());

            Assert.True(answer.Status == 422 && answer["detail"]!.Contains("Missing claim", StringComparison.Ordinal), answer.Body + line);
            var lacking = JsonNode.Parse(answer.Body)!["findings"]!.AsArray().Select(f => f!["claim"]!.GetValue<string>()).ToList();
            Assert.Superset(new HashSet<string> { "repository_owner", "repository_owner_id", "repository_id", "job_workflow_ref",
                "workflow_ref", "ref", "event_name" }, lacking.ToHashSet());
            Assert.DoesNotContain("repository", lacking);
            Assert.Contains("Missing claim 'job_workflow_ref'", answer["detail"]!, StringComparison.Ordinal);
        }
        finally
        {
            provider.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task An_independent_macaroon_library_reads_our_token_and_what_it_narrows_is_obeyed()
    {
        const string script = """
            import sys
            from pymacaroons import Macaroon
            m = Macaroon.deserialize(sys.argv[1][len("pypi-"):])
            m.add_first_party_caveat('[1,["dependency"]]')
            print("pypi-" + m.serialize())
            """;
        var token = await Token();
        var narrowed = (await Python.Run(script, "", token)).Trim();
        var (wheel, bytes) = TestWheel.Make("sampleproject", "1.2.0");
        var (needed, neededBytes) = TestWheel.Make("dependency", "1.0");
        await File.WriteAllBytesAsync(Path.Combine(folder, wheel), bytes);
        await File.WriteAllBytesAsync(Path.Combine(folder, needed), neededBytes);

        using var client = new IndexClient(index.Url);
        var refused = await client.Upload(Path.Combine(folder, wheel), "sampleproject", "1.2.0", narrowed);
        Assert.Equal((403, "Invalid API Token: project-scoped token is not valid for project: 'sampleproject'"),
            (refused.Status, refused.Reason));
        Assert.Equal(200, (await client.Upload(Path.Combine(folder, needed), "dependency", "1.0", narrowed)).Status);
        Assert.Equal(200, (await client.Upload(Path.Combine(folder, wheel), "sampleproject", "1.2.0", token)).Status);
    }

    private const string NoNewPip = "No pip of 23.2 or newer here: older ones do not read core-metadata from JSON.";

    private static async Task<Version> PipVersion(string python)
    {
        var said = (await Programs.Run(python, ["-m", "pip", "--version"], Here.PlainPip)).Output.Split(' ');
        return said is ["pip", var version, ..] && Version.TryParse(version, out var parsed) ? parsed : new Version(0, 0);
    }

    /// <summary>The system's pip, and every other that the machine has.</summary>
    private static IEnumerable<string> Pips()
    {
        yield return Python.Path;
        var versions = Path.Combine(Environment.GetEnvironmentVariable("PYENV_ROOT")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pyenv"), "versions");
        if (!Directory.Exists(versions)) yield break;
        foreach (var python in Directory.GetDirectories(versions).Order(StringComparer.Ordinal)
            .Select(version => Path.Combine(version, "bin", "python3")).Where(File.Exists)) yield return python;
    }
}
