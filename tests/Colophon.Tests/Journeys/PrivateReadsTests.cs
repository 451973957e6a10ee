using System.Text;
using Colophon.Tests.Support;

namespace Colophon.Tests.Journeys;

/// <summary>An index that shows its projects to holders of a token, with a file on it.</summary>
public sealed class PrivateIndex : HttpsIndex
{
    protected override IReadOnlyList<(string Name, string Value)> Settings { get; } = [("Colophon__Reads", "authenticated")];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var uploaded = await Twine(await Exchange(), Wheel("dependency", "1.0"));
        Assert.True(uploaded.ExitCode == 0, uploaded.Output + Index.Log);
    }
}

/// <summary>Every pip of the machine against an index that wants a token of readers.</summary>
public sealed class PrivateReadsTests(PrivateIndex at) : IClassFixture<PrivateIndex>
{
    [Fact]
    public async Task Every_pip_here_installs_by_netrc_and_by_a_token_in_the_url_and_ends_at_once_without_a_good_one()
    {
        var token = await at.Personal("--scope", "read");
        var (home, nobody) = (at.NewFolder(), at.NewFolder());
        await File.WriteAllTextAsync(Path.Combine(home, ".netrc"), $"machine localhost login __token__ password {token}\n");
        var before = Refused();

        Assert.NotEmpty(Pip.All);
        await Pip.ForEach(Pip.All, async pip =>
        {
            await Installs(pip, home, at.Index.Url);
            await Installs(pip, nobody, $"https://__token__:{token}@{at.Authority}");
            await Ends(pip, nobody, $"https://__token__:{token[..^2]}@{at.Authority}");
        });
        await Ends(Pip.All[0], nobody, at.Index.Url);
        await Ends(Pip.All[^1], nobody, at.Index.Url);
        Assert.Equal(Pip.All.Count + 2, Refused() - before); // each asked once, and asked nobody for another password
    }

    [Fact]
    public async Task A_ci_job_publishes_by_twine_and_the_next_installs_with_a_token_that_only_reads()
    {
        var (uploads, reads) = (await at.Exchange(), await at.Exchange("read"));
        var wheel = at.Wheel("sampleproject", "1.0", "Requires-Dist: dependency>=1.0\n");
        var refused = await at.Twine(reads, wheel);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("token may read, not upload", string.Join(' ', refused.Output.Split((char[]?)null,
            StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        var published = await at.Twine(uploads, wheel);
        Assert.True(published.ExitCode == 0, published.Output);

        var (pip, home, target) = (Pip.All[^1], at.NewFolder(), at.NewFolder());
        var installed = await pip.Run(home, at.Certificate, "install", "--no-cache-dir", "--target", target, "--index-url",
            $"https://__token__:{reads}@{at.Authority}/simple/", "sampleproject");
        Assert.True(installed.ExitCode == 0, installed.Output);
        Assert.True(File.Exists(Path.Combine(target, "dependency", "__init__.py")));
        await Ends(pip, home, $"https://__token__:{uploads}@{at.Authority}");
    }

    [Fact]
    public async Task What_pip_keeps_on_disk_holds_no_token_and_shows_nothing_to_who_has_none()
    {
        var token = await at.Personal();
        var (pip, home, cache) = (Pip.All[^1], at.NewFolder(), at.NewFolder());
        string[] download = ["download", "--no-deps", "--cache-dir", cache, "-d", at.NewFolder(), "dependency", "--index-url"];
        var first = await pip.Run(home, at.Certificate, [.. download, $"https://__token__:{token}@{at.Authority}/simple/"]);
        Assert.True(first.ExitCode == 0, first.Output);

        var kept = Directory.GetFiles(cache, "*", SearchOption.AllDirectories);
        Assert.True(kept.Length > 1); // page and file: over https pip keeps both
        var secrets = (string[])[token, Convert.ToBase64String(Encoding.ASCII.GetBytes($"__token__:{token}"))];
        foreach (var file in kept)
        {
            var text = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file));
            Assert.All(secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
        }

        var second = await pip.Run(home, at.Certificate, [.. download, $"{at.Index.Url}/simple/"]);
        Assert.Equal(1, second.ExitCode);
    }

    private async Task Installs(Pip pip, string home, string url)
    {
        var target = at.NewFolder();
        var installed = await pip.Run(home, at.Certificate, "download", "--no-cache-dir", "--no-deps", "-d", target, "--index-url",
            $"{url}/simple/", "dependency");
        Assert.True(installed.ExitCode == 0 && Directory.GetFiles(target, "dependency-1.0-*.whl").Length == 1,
            $"{pip}: {installed.Output}");
    }

    private async Task Ends(Pip pip, string home, string url)
    {
        var ended = await pip.Run(home, at.Certificate, "download", "--no-cache-dir", "--no-deps", "-d", at.NewFolder(), "--index-url",
            $"{url}/simple/", "dependency");
        Assert.True(ended.ExitCode == 1, $"{pip}: {ended.Output}");
        Assert.DoesNotContain("User for", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Traceback", ended.Output, StringComparison.Ordinal);
    }

    private int Refused() => at.Index.Log.Split('\n').Count(line => line.Contains(" 401 ", StringComparison.Ordinal));
}
