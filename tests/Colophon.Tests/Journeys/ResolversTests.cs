using System.Security.Cryptography;
using Colophon.Demo;
using Colophon.Tests.Support;

namespace Colophon.Tests.Journeys;

/// <summary>An index with an application, and five versions of what it needs: one too new, and the best of the others yanked.</summary>
public sealed class ResolvableIndex : HttpsIndex
{
    protected override IReadOnlyList<(string Name, string Value)> Settings { get; } = [];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        string[] wheels = [Wheel("application", "1.0", "Requires-Dist: library>=1.0,<2.0\n"),
            .. ((string[])["0.9", "1.0", "1.5", "1.6", "2.0"]).Select(version => Wheel("library", version))];
        var uploaded = await Twine(await Personal(), wheels);
        Assert.True(uploaded.ExitCode == 0, uploaded.Output + Index.Log);
        var yanked = await Here.Verb(Index, "release", "yank", "library", "1.6", "--reason", "loses data");
        Assert.True(yanked.ExitCode == 0, yanked.Output);
    }

    /// <summary>A line of a requirements file that names the bytes.</summary>
    public string Pinned(string name, string version)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, $"{name}-{version}-py2.py3-none-any.whl"));
        return $"{name}=={version} --hash=sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}";
    }
}

/// <summary>What pip, poetry and pdm make of ranges, yanked files, hashes and metadata.</summary>
public sealed class ResolversTests(ResolvableIndex at) : IClassFixture<ResolvableIndex>
{
    /// <summary>The first pip that knows PEP 592.</summary>
    private static readonly Version KnowsYanked = new(19, 2);

    [Fact]
    public Task Every_pip_here_takes_the_newest_in_range_that_is_not_yanked() => Pip.ForEach(Pip.All, async pip =>
    {
        var (_, files) = await Download(pip, "application");
        Assert.Equal(["application-1.0", pip.Version < KnowsYanked ? "library-1.6" : "library-1.5"], files);
    });

    [Fact]
    public Task Every_pip_here_takes_a_yanked_file_that_is_pinned_and_says_why_it_was_yanked() => Pip.ForEach(Pip.All, async pip =>
    {
        var (output, files) = await Download(pip, "library==1.6");
        Assert.Equal(["library-1.6"], files);
        if (pip.Version >= KnowsYanked) Assert.Contains("loses data", output, StringComparison.Ordinal);
    });

    [Fact]
    public Task Every_pip_here_checks_hashes_and_refuses_other_bytes() => Pip.ForEach(Pip.All, async pip =>
    {
        var folder = at.NewFolder();
        var (good, bad) = (Path.Combine(folder, "good.txt"), Path.Combine(folder, "bad.txt"));
        await File.WriteAllLinesAsync(good, [at.Pinned("application", "1.0"), at.Pinned("library", "1.5")]);
        await File.WriteAllLinesAsync(bad, [at.Pinned("library", "1.0").Replace("==1.0", "==1.5", StringComparison.Ordinal)]);

        var (_, files) = await Download(pip, "--require-hashes", "-r", good);
        Assert.Equal(["application-1.0", "library-1.5"], files);
        if (pip != Pip.All[0] && pip != Pip.All[^1]) return;
        var refused = await Run(pip, at.NewFolder(), "--require-hashes", "-r", bad);
        Assert.True(refused.ExitCode == 1 && refused.Output.Contains("DO NOT MATCH", StringComparison.Ordinal), $"{pip}: {refused.Output}");
    });

    /// <summary>The log tells what was asked for, so each has the index for itself.</summary>
    [Fact]
    public async Task A_pip_reads_metadata_beside_the_wheel_or_the_end_of_the_wheel_or_all_of_it_as_it_can()
    {
        var lazy = Pip.All.Where(pip => pip.Version >= new Version(20, 3)).ToList();
        foreach (var pip in lazy.Take(1).Concat(lazy.TakeLast(1)).Distinct())
        {
            var before = at.Index.Log.Length;
            var (_, files) = await Download(pip, "--use-feature=fast-deps", "application");
            Assert.Equal(["application-1.0", "library-1.5"], files);

            var asked = at.Index.Log[before..].Split('\n').Where(line => line.Contains("library-1.5", StringComparison.Ordinal)).ToList();
            Assert.Equal(pip.ReadsMetadata, asked.Exists(line => line.Contains(".whl.metadata 200 ", StringComparison.Ordinal)));
            Assert.Equal(!pip.ReadsMetadata, asked.Exists(line => line.Contains(".whl 206 ", StringComparison.Ordinal)));
        }
    }

    [Fact]
    public async Task Poetry_locks_from_it()
    {
        var folder = at.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "pyproject.toml"), $"""
            [tool.poetry]
            name = "consumer"
            version = "0.1"
            description = ""
            authors = []
            [tool.poetry.dependencies]
            python = "^3.8"
            application = "^1.0"
            [[tool.poetry.source]]
            name = "corp"
            url = "{at.Index.Url}/simple/"
            default = true
            """);
        var locked = await Lock("/usr/bin/poetry", folder, "lock", "--no-interaction");

        var text = await File.ReadAllTextAsync(Path.Combine(folder, "poetry.lock"));
        Assert.True(locked.ExitCode == 0, locked.Output);
        Assert.All((string[])[at.Pinned("application", "1.0"), at.Pinned("library", "1.5")],
            pinned => Assert.Contains(pinned.Split("--hash=")[1], text, StringComparison.Ordinal));
        Assert.DoesNotContain("library-1.6", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pdm_locks_from_it()
    {
        var folder = at.NewFolder();
        await File.WriteAllTextAsync(Path.Combine(folder, "pyproject.toml"), $"""
            [project]
            name = "consumer"
            version = "0.1"
            requires-python = ">=3.8"
            dependencies = ["application>=1.0"]
            [[tool.pdm.source]]
            name = "pypi"
            url = "{at.Index.Url}/simple/"
            verify_ssl = true
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, ".pdm.toml"), $"[python]\npath = \"{Python.Path}\"\nuse_venv = false\n");
        var locked = await Lock("/usr/bin/pdm", folder, "lock");

        Assert.True(locked.ExitCode == 0, locked.Output);
        var text = await File.ReadAllTextAsync(Path.Combine(folder, "pdm.lock"));
        Assert.All((string[])[at.Pinned("application", "1.0"), at.Pinned("library", "1.5")],
            pinned => Assert.Contains(pinned.Split("--hash=")[1], text, StringComparison.Ordinal));
    }

    private Task<Ended> Lock(string program, string folder, params string[] arguments)
    {
        Assert.True(File.Exists(program), $"There is no {program}. Debian: apt-get install python3-poetry python3-pdm (./test does it as root).");
        return Programs.Run(program, arguments, new Dictionary<string, string>
        {
            ["PATH"] = "/usr/bin:/bin",
            ["HOME"] = folder,
            ["REQUESTS_CA_BUNDLE"] = at.Certificate,
            ["CURL_CA_BUNDLE"] = at.Certificate,
            ["POETRY_VIRTUALENVS_CREATE"] = "false",
            ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring",
            ["PDM_CHECK_UPDATE"] = "false",
        }, folder);
    }

    /// <summary>What pip said, and the names and versions that it brought.</summary>
    private async Task<(string Output, IReadOnlyList<string> Files)> Download(Pip pip, params string[] wanted)
    {
        var target = at.NewFolder();
        var ended = await Run(pip, target, wanted);
        Assert.True(ended.ExitCode == 0, $"{pip}: {ended.Output}");
        return (ended.Output, [.. Directory.GetFiles(target).Select(file =>
            Path.GetFileName(file).Replace("-py2.py3-none-any.whl", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal)]);
    }

    private Task<Ended> Run(Pip pip, string target, params string[] wanted) => pip.Run(at.Folder, at.Certificate,
        ["download", "--no-cache-dir", "-d", target, "--index-url", $"{at.Index.Url}/simple/", .. wanted]);
}
