using Colophon.Demo;

namespace Colophon.Tests.Support;

/// <summary>One pip, by the Python that has it.</summary>
internal sealed record Pip(string Python, Version Version)
{
    /// <summary>From when on it reads metadata without the wheel, in the spelling that JSON pages have.</summary>
    public bool ReadsMetadata => Version >= new Version(23, 2);

    /// <summary>Each version that is here, oldest first: the system's, and those that pyenv has.</summary>
    public static IReadOnlyList<Pip> All { get; } = [.. Find().DistinctBy(pip => pip.Version).OrderBy(pip => pip.Version)];

    /// <param name="home">Where it finds <c>.netrc</c>; also its working folder.</param>
    /// <param name="certificate">The only authority that it believes.</param>
    public Task<Ended> Run(string home, string certificate, params string[] arguments) =>
        Programs.Run(Python, ["-m", "pip", .. arguments], new Dictionary<string, string>(Here.PlainPip)
        {
            ["HOME"] = home,
            ["PIP_CERT"] = certificate,
            ["REQUESTS_CA_BUNDLE"] = certificate, // a machine's own bundle would win over what is named (requests, trust_env)
            ["CURL_CA_BUNDLE"] = certificate,
            ["PIP_NO_INPUT"] = "1",
            ["PIP_KEYRING_PROVIDER"] = "disabled",
            ["PYTHONWARNINGS"] = "ignore",
        }, home);

    /// <summary>Two at a time: a pip is a second of work, and there are two cores.</summary>
    public static Task ForEach(IEnumerable<Pip> pips, Func<Pip, Task> work) =>
        Parallel.ForEachAsync(pips, new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (pip, _) => await work(pip));

    public override string ToString() => $"pip {Version} of {Python}";

    private static IEnumerable<Pip> Find()
    {
        if (Of(Support.Python.Path, "/usr/lib/python3/dist-packages") is { } system) yield return system;
        var versions = Path.Combine(Environment.GetEnvironmentVariable("PYENV_ROOT")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".pyenv"), "versions");
        if (!Directory.Exists(versions)) yield break;
        foreach (var one in Directory.GetDirectories(versions).Order(StringComparer.Ordinal))
        {
            var library = Directory.GetDirectories(Path.Combine(one, "lib"), "python*").FirstOrDefault();
            if (library is not null && Of(Path.Combine(one, "bin", "python"), Path.Combine(library, "site-packages")) is { } pip)
                yield return pip;
        }
    }

    private static Pip? Of(string python, string packages)
    {
        var info = Directory.Exists(packages) ? Directory.GetDirectories(packages, "pip-*.dist-info").FirstOrDefault() : null;
        return info is not null && File.Exists(python) && Version.TryParse(Path.GetFileName(info)["pip-".Length..^".dist-info".Length],
            out var version) ? new Pip(python, version) : null;
    }
}
