using Colophon.Demo;
using Colophon.Rules.Identity;
using Colophon.Tests.Support;

namespace Colophon.Tests.Rules.Identity;

public sealed class ProviderTests
{
    private static readonly PracticeJob GitHubJob = PracticeJob.GitHub("octo-org", "sampleproject", "release.yml");
    private static readonly PublisherTerms GitHub = Identities.Terms("github",
        new()
        {
            ["owner"] = "octo-org",
            ["repository"] = "sampleproject",
            ["workflow_filename"] = "release.yml",
            ["environment"] = "pypi"
        });

    private static Verdict Judge(PracticeJob job, PublisherTerms terms) => terms.Provider.Judge(terms, Identities.Of(job, terms.Issuer));

    [Fact]
    public void A_recreated_owner_is_suspected_of_a_takeover_and_a_rename_is_named()
    {
        var pinned = GitHub with { Pins = Judge(GitHubJob, GitHub).Pins };

        var takeover = Judge(GitHubJob.With("repository_owner_id", "666"), pinned);
        Assert.True(takeover is { Holds: false, SuspectsTakeover: true, ProvesControl: false });

        var renamed = Judge(GitHubJob.With("repository", "octo-org/newname"), pinned);
        Assert.True(renamed is { Holds: false, SuspectsTakeover: false, ProvesControl: true, IsRenamed: true });
        Assert.Contains(renamed.Findings, f =>
            f.Why?.StartsWith("renamed from octo-org/sampleproject to octo-org/newname", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void A_stranger_learns_nothing_of_what_others_configured()
    {
        var terms = GitHub with
        {
            Fields = new Dictionary<string, string>(GitHub.Fields)
            {
                ["environment"] = "very-secret",
                ["workflow_filename"] = "hidden.yml"
            }
        };
        var fork = Identities.Of(PracticeJob.GitHub("mallory", "sampleproject", "release.yml"));
        var (some, none) = (Match.Judge(terms.Provider, fork, [(1, terms)]).Explain(), Match.Judge<int>(terms.Provider, fork, [])
            .Explain());

        Assert.Equal(none.Sentence, some.Sentence);
        Assert.All(some.Findings, finding => Assert.DoesNotContain("secret", finding.Expected, StringComparison.Ordinal));
    }

    [Fact]
    public void A_weak_publisher_is_told_so_until_an_environment_or_a_ref_narrows_it()
    {
        PublisherTerms With(string field, string value) =>
            GitHub with { Fields = new Dictionary<string, string>(GitHub.Fields) { ["environment"] = "", [field] = value } };

        Assert.Empty(GitHub.Provider.Lint(GitHub));
        var lint = GitHub.Provider.Lint(With("actor", "octocat")).Single();
        Assert.StartsWith("Any branch and any tag of octo-org/sampleproject can publish", lint, StringComparison.Ordinal);
        Assert.Contains("set ref, for example to refs/tags/v*", lint, StringComparison.Ordinal);
        Assert.Empty(GitHub.Provider.Lint(With("ref", "refs/tags/v*")));
        Assert.Empty(GitHub.Provider.Lint(With("protected_ref", "true")));
    }

    [Fact]
    public void What_a_publisher_allows_beyond_the_usual_is_told()
    {
        IReadOnlyList<string> Lint(string field, string value) =>
            GitHub.Provider.Lint(GitHub with { Fields = new Dictionary<string, string>(GitHub.Fields) { [field] = value } });

        Assert.Equal("event allows pull_request and workflow_run, in which a stranger's code could run: make sure that the workflow runs none.",
            Lint("event", "pull_request,push,workflow_run").Single());
        Assert.Contains("called_workflow names no ref", Lint("called_workflow", "o/r/.github/workflows/p.yml").Single(), StringComparison.Ordinal);
        Assert.Empty(Lint("called_workflow", "o/r/.github/workflows/p.yml@refs/tags/v1"));
        Assert.Empty(Lint("event", "push"));
    }

    [Fact]
    public void A_publisher_is_told_in_words_with_its_conditions()
    {
        Assert.Equal("release.yml of octo-org/sampleproject in environment pypi", GitHub.Provider.Describe(GitHub));
        var bound = GitHub with { Fields = new Dictionary<string, string>(GitHub.Fields) { ["ref"] = "refs/tags/v*", ["event"] = "push" } };
        Assert.Equal("release.yml of octo-org/sampleproject in environment pypi, if event is push and ref is refs/tags/v*",
            GitHub.Provider.Describe(bound with { Fields = new SortedDictionary<string, string>(bound.Fields.ToDictionary(), StringComparer.Ordinal) }));
    }

    [Theory]
    [InlineData("https://token.actions.githubusercontent.com", null, "https://github.com")]
    [InlineData("https://token.actions.githubusercontent.com/octo-enterprise", null, "https://github.com")]
    [InlineData("https://ghes.example.org/_services/token", null, "https://ghes.example.org")]
    [InlineData("https://token.actions.octo.ghe.com", "https://octo.ghe.com/", "https://octo.ghe.com")]
    [InlineData("https://token.actions.githubusercontent.com.evil.example", null, "https://token.actions.githubusercontent.com.evil.example")]
    public void Links_lead_to_the_forge_of_the_issuer_and_never_to_another(string issuer, string? web, string begins)
    {
        var terms = GitHub with { Issuer = issuer, Provider = GitHub.Provider with { Web = web } };
        var source = terms.Provider.SourceOf(terms, Identities.Of(GitHubJob, issuer));
        Assert.Equal(begins + "/octo-org/sampleproject", source.RepositoryUrl);
    }

    [Theory]
    [InlineData("owner", "-x", "Invalid GitHub user or organization name.")]
    [InlineData("owner", "a/b", "Invalid GitHub user or organization name.")]
    [InlineData("owner", "octo\n", "Invalid GitHub user or organization name.")]
    [InlineData("owner", "", "Specify GitHub repository owner")]
    [InlineData("repository", "r\u043E", "Invalid repository name")]
    [InlineData("workflow_filename", "release.YML", "Workflow name must end with .yml or .yaml")]
    [InlineData("workflow_filename", "a/b.yml", "Workflow filename must be a filename only, without directories")]
    [InlineData("environment", " pypi", "Environment name may not start")]
    [InlineData("environment", "a;b", "Environment name must not contain")]
    [InlineData("environment", "a\u0001b", "Environment name must not contain")]
    [InlineData("enviroment", "pypi", "GitHub Actions has no such field. Known fields: owner, repository")]
    public void A_field_of_wrong_form_is_refused_in_PyPIs_words(string field, string value, string message)
    {
        var form = new Dictionary<string, string>
        {
            ["owner"] = "octo",
            ["repository"] = "r",
            ["workflow_filename"] = "release.yml",
            [field] = value
        };
        var reading = KnownProviders.Find("github")!.Read(form);
        Assert.StartsWith(message, reading.Errors[field], StringComparison.Ordinal);
    }
}
