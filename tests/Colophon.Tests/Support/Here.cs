using Colophon.Demo;
using Colophon.Index.Operating;

namespace Colophon.Tests.Support;

/// <summary>Programs that journeys run: the index as it was built, and what the system has.</summary>
internal static class Here
{
    public static string Index { get; } = Path.Combine(AppContext.BaseDirectory, "colophon-index");

    /// <summary>pip without the machine's own settings.</summary>
    public static readonly Dictionary<string, string> PlainPip =
        new()
        {
            ["PIP_CONFIG_FILE"] = "/dev/null",
            ["PIP_FIND_LINKS"] = "",
            ["PIP_CERT"] = "",
            ["PIP_DISABLE_PIP_VERSION_CHECK"] = "1",
            ["PIP_ROOT_USER_ACTION"] = "ignore"
        };

    /// <summary>An index in a process of its own that trusts the issuer.</summary>
    public static Task<RunningIndex> Start(string issuer, params (string Name, string Value)[] more) => StartOn(null, issuer, more);

    /// <summary>The same on a data directory that others may serve too; null for one of its own.</summary>
    public static Task<RunningIndex> StartOn(string? data, string issuer, params (string Name, string Value)[] more) =>
        RunningIndex.Start(Index, Trusting(issuer, more), data);

    /// <summary>Settings of an index that trusts the issuer.</summary>
    public static Dictionary<string, string> Trusting(string issuer, params IReadOnlyList<(string Name, string Value)> more)
    {
        var settings = new Dictionary<string, string>
        {
            ["Colophon__Issuers__0__Provider"] = "github",
            ["Colophon__Issuers__0__Issuer"] = issuer,
            ["Colophon__PlainHttpIssuers"] = "true",
            ["Colophon__ExchangesPerMinute"] = "off" // journeys ask as fast as they can, from one address
        };
        foreach (var (name, value) in more) settings[name] = value;
        return settings;
    }

    /// <summary>Runs a verb beside the server as <see cref="RunningIndex.Verb"/> does, but in this process: a start is a second of work.</summary>
    public static async Task<Ended> Verb(RunningIndex index, params IReadOnlyList<string> arguments)
    {
        System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(TestIndex).TypeHandle); // allows a practice issuer
        var output = new StringWriter();
        var settings = index.Environment.ToDictionary(one => one.Key.Replace("__", ":", StringComparison.Ordinal), one => (string?)one.Value);
        var code = await Verbs.Run([.. arguments, "--data", index.Data], output, output, settings);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools(); // a file kept open here would outlive a server that is killed
        return new Ended(code, output.ToString());
    }

    public static async Task AddPublisher(RunningIndex index, string issuer, params string[] projects)
    {
        await Verb(index, "user", "add", "alice", "--email", "alice@example.org");
        foreach (var project in projects)
        {
            var added = await Verb(index, "publisher", "add", project, "--provider", "github", "--issuer", issuer, "--set", "owner=octo-org",
                "repository=sampleproject", "workflow_filename=release.yml", "environment=pypi", "--pending", "--owner", "alice");
            Assert.True(added.ExitCode == 0, added.Output);
        }
    }

    public static string Npm(string script) => Checkout.File($"tests/npm/{script}");

    public static string Node { get; } = Programs.Find("/usr/local/bin/node", "/usr/bin/node") ?? "node";

    public static PracticeJob Job => PracticeJob.GitHub("octo-org", "sampleproject", "release.yml");
}
