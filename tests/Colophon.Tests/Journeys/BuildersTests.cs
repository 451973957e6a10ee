using System.Formats.Tar;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Colophon.Demo;
using Colophon.Tests.Support;

namespace Colophon.Tests.Journeys;

/// <summary>Files that others made: what the machine's Pythons ship, and what its build tools build. What is shown of each is what is in it.</summary>
public sealed partial class BuildersTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("colophon-built-").FullName;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Every_wheel_that_a_python_here_ships_is_taken_and_shown_as_it_is()
    {
        var wheels = Shipped().ToList();
        Assert.NotEmpty(wheels);

        // Debian builds some under the name that PyPI's have: an index has one of each name, so the others go to another index.
        var rounds = wheels.GroupBy(path => Path.GetFileName(path)).SelectMany(same => same.Select((path, at) => (path, at)))
            .GroupBy(one => one.at, one => one.path);
        foreach (var round in rounds) await TakesAndShows([.. round]);
    }

    [Theory]
    [InlineData("setuptools", """
        [build-system]
        requires = ["setuptools", "wheel"]
        build-backend = "setuptools.build_meta"
        """)]
    [InlineData("hatchling", """
        [build-system]
        requires = ["hatchling"]
        build-backend = "hatchling.build"
        """)]
    [InlineData("flit", """
        [build-system]
        requires = ["flit_core"]
        build-backend = "flit_core.buildapi"
        """)]
    [InlineData("poetry", """
        [build-system]
        requires = ["poetry-core"]
        build-backend = "poetry.core.masonry.api"
        """)]
    public async Task What_a_builder_builds_is_taken_and_shown_as_it_is(string builder, string system)
    {
        var dist = await Build(builder, system);
        Assert.Equal(2, dist.Length);
        await TakesAndShows(dist);
    }

    private async Task TakesAndShows(string[] paths)
    {
        await using var index = await TestIndex.Start();
        await index.Verb("user", "add", "alice", "--email", "alice@example.org");
        var token = (await index.Verb("token", "add", "--user", "alice")).Output.Trim();
        var uploaded = await Programs.Run("/usr/bin/twine", ["upload", "--non-interactive", "--disable-progress-bar", "--verbose",
            "--repository-url", $"{index.Url}/legacy/", "-u", "__token__", "-p", token, .. paths],
            new Dictionary<string, string> { ["REQUESTS_CA_BUNDLE"] = "" });
        Assert.True(uploaded.ExitCode == 0, uploaded.Output);
        foreach (var path in paths) await IsShown(index, path);
    }

    private static async Task IsShown(TestIndex index, string path)
    {
        var (name, bytes) = (Path.GetFileName(path), await File.ReadAllBytesAsync(path));
        var isWheel = name.EndsWith(".whl", StringComparison.Ordinal);
        var metadata = isWheel ? OfWheel(bytes) : OfSdist(bytes);
        var words = Encoding.UTF8.GetString(metadata);
        var project = RunsOfSeparators().Replace(Header(words, "Name")!, "-").ToLowerInvariant();

        var file = JsonNode.Parse(await Text(index, $"/simple/{project}/", "application/vnd.pypi.simple.v1+json"))!["files"]!.AsArray()
            .Single(one => one!["filename"]!.GetValue<string>() == name)!;
        var (sha256, own) = (Hash(bytes), isWheel ? Hash(metadata) : null);
        Assert.Equal((sha256, bytes.Length), (file["hashes"]!["sha256"]!.GetValue<string>(), file["size"]!.GetValue<int>()));
        Assert.Equal(Header(words, "Requires-Python"), file["requires-python"]?.GetValue<string>());
        Assert.Equal(own, isWheel ? file["core-metadata"]!["sha256"]!.GetValue<string>() : null);

        var line = (await Text(index, $"/simple/{project}/", "text/html")).Split('\n').Single(one => one.Contains($">{name}</a>"));
        Assert.Contains($"#sha256={sha256}\"", line, StringComparison.Ordinal);
        Assert.Equal(Header(words, "Requires-Python"), Attribute(line, "requires-python"));
        Assert.Equal(isWheel ? $"sha256={own}" : null, Attribute(line, "core-metadata"));

        var address = new Uri(file["url"]!.GetValue<string>()).AbsolutePath;
        Assert.Equal(bytes, await index.Http.GetByteArrayAsync(address));
        if (isWheel) Assert.Equal(metadata, await index.Http.GetByteArrayAsync($"{address}.metadata"));
    }

    private static async Task<string> Text(TestIndex index, string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(accept);
        using var response = await index.Http.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>Read by the platform's readers, not by ours.</summary>
    private static byte[] OfWheel(byte[] bytes)
    {
        using var zip = new ZipArchive(new MemoryStream(bytes));
        using var stream = zip.Entries.Single(entry => DistInfo().IsMatch(entry.FullName)).Open();
        var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static byte[] OfSdist(byte[] bytes)
    {
        using var tar = new TarReader(new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.Name.Split('/') is not [_, "PKG-INFO"]) continue;
            var copy = new MemoryStream();
            entry.DataStream!.CopyTo(copy);
            return copy.ToArray();
        }

        return [];
    }

    private static string? Header(string metadata, string name) => metadata.Split('\n').TakeWhile(line => line.Trim().Length > 0)
        .FirstOrDefault(line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..].Trim();

    private static string? Attribute(string line, string name) =>
        Regex.Match(line, $" data-{name}=\"([^\"]*)\"") is { Success: true } found ? WebUtility.HtmlDecode(found.Groups[1].Value) : null;

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    /// <summary>Builds a project by the system's packages, without a network.</summary>
    private async Task<string[]> Build(string builder, string system)
    {
        var (name, place) = ($"madeby{builder}", Directory.CreateDirectory(Path.Combine(folder, builder)).FullName);
        Directory.CreateDirectory(Path.Combine(place, name));
        await File.WriteAllTextAsync(Path.Combine(place, name, "__init__.py"), "ANSWER = 42\n");
        await File.WriteAllTextAsync(Path.Combine(place, "README.md"), "# Made on the spot\n\nWith an Ü.\n");
        await File.WriteAllTextAsync(Path.Combine(place, "LICENSE"), "Do as you like.\n");
        await File.WriteAllTextAsync(Path.Combine(place, "pyproject.toml"), system + "\n" + (builder == "poetry" ? Poetry(name) : Project(name)));

        var built = await Programs.Run(Python.Path, ["-m", "build", "--no-isolation", "--skip-dependency-check", place],
            new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = "1700000000", ["PATH"] = "/usr/bin:/bin" }, folder);
        Assert.True(built.ExitCode == 0, $"Debian: apt-get install python3-build python3-hatchling flit python3-poetry-core (./test does it "
            + $"as root). {built.Output}");
        return Directory.GetFiles(Path.Combine(place, "dist"));
    }

    private static string Project(string name) => $"""
        [project]
        name = "{name}"
        version = "1.0"
        description = "Made on the spot"
        readme = "README.md"
        requires-python = ">=3.7,<4"
        license = {"{"}text = "MIT"{"}"}
        keywords = ["alpha", "beta"]
        classifiers = ["Programming Language :: Python :: 3"]
        authors = [{"{"}name = "Ünal", email = "u@example.org"{"}"}]
        dependencies = ["dependency>=1.0; python_version<'3.12'"]
        [project.urls]
        Home = "https://example.org/a?b=c&d=e"
        [project.optional-dependencies]
        more = ["other"]
        """;

    private static string Poetry(string name) => $"""
        [tool.poetry]
        name = "{name}"
        version = "1.0"
        description = "Made on the spot"
        readme = "README.md"
        license = "MIT"
        authors = ["Ünal <u@example.org>"]
        keywords = ["alpha", "beta"]
        homepage = "https://example.org/a?b=c&d=e"
        [tool.poetry.dependencies]
        python = ">=3.7,<4"
        dependency = ">=1.0"
        """;

    /// <summary>Each once, whoever ships it.</summary>
    private static IEnumerable<string> Shipped()
    {
        var pyenv = Path.Combine(Environment.GetEnvironmentVariable("PYENV_ROOT")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pyenv"), "versions");
        return ((string[])["/usr/share/python-wheels", pyenv]).Where(Directory.Exists)
            .SelectMany(place => Directory.EnumerateFiles(place, "*.whl", SearchOption.AllDirectories))
            .Where(path => path.Contains("python-wheels", StringComparison.Ordinal) || path.Contains("_bundled", StringComparison.Ordinal))
            .DistinctBy(path => Hash(File.ReadAllBytes(path))).Order(StringComparer.Ordinal);
    }

    [GeneratedRegex(@"^[^/]+\.dist-info/METADATA$")]
    private static partial Regex DistInfo();

    [GeneratedRegex("[-_.]+")]
    private static partial Regex RunsOfSeparators();
}
