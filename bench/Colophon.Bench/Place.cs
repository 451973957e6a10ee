using Colophon.Demo;

namespace Colophon.Bench;

/// <summary>An index in a process of its own with a practice issuer, as a production server is set up: no request is logged.</summary>
internal sealed class Place : IAsyncDisposable
{
    private Place(PracticeIssuer issuer, RunningIndex index) => (Issuer, Index) = (issuer, index);

    public PracticeIssuer Issuer { get; }

    public RunningIndex Index { get; }

    /// <summary>With the link by which the projects' owner sets a password.</summary>
    public string OwnersLink { get; private init; } = "";

    public HttpMessageInvoker Http { get; } = new(new SocketsHttpHandler());

    public static async Task<Place> Open(string program, params (string Name, string Value)[] more)
    {
        var issuer = await PracticeIssuer.Start();
        var settings = new Dictionary<string, string>
        {
            ["Colophon__Issuers__0__Provider"] = "github",
            ["Colophon__Issuers__0__Issuer"] = issuer.Url,
            ["Colophon__PlainHttpIssuers"] = "true",
            ["Colophon__ExchangesPerMinute"] = "off",
            ["Logging__LogLevel__Default"] = "Warning",
            ["Logging__LogLevel__Colophon.Reads"] = "Warning",
        };
        foreach (var (name, value) in more) settings[name] = value;
        var index = await RunningIndex.Start(program, settings);
        var added = await index.Verb("user", "add", "bench", "--email", "bench@example.org");
        return new Place(issuer, index) { OwnersLink = added.Output };
    }

    /// <summary>A project that comes to be with its first upload, and a token for it.</summary>
    public async Task<string> TokenFor(string project)
    {
        var added = await Index.Verb("publisher", "add", project, "--provider", "github", "--issuer", Issuer.Url, "--set", "owner=octo-org",
            $"repository={project}", "workflow_filename=release.yml", "environment=pypi", "ref=refs/tags/v*", "protected_ref=true",
            "event=push", "runner=github-hosted", "--pending", "--owner", "bench");
        if (added.ExitCode != 0) throw new InvalidOperationException(added.Output);
        return await Renew(project);
    }

    public async Task<string> Renew(string project)
    {
        using var client = new IndexClient(Index.Url);
        var answer = await client.Exchange(Issuer.RequestFor(PracticeJob.GitHub("octo-org", project, "release.yml")));
        return answer["token"] ?? throw new InvalidOperationException(answer.Body);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Index.DisposeAsync();
        await Issuer.DisposeAsync();
    }
}
