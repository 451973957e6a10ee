using System.Text.Json.Nodes;
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
    private static readonly PracticeJob GitLabJob = PracticeJob.GitLab("gitlab.com", "octo-group/tools/sampleproject");
    private static readonly PublisherTerms GitLab = Identities.Terms("gitlab",
        new()
        {
            ["namespace"] = "octo-group/tools",
            ["project"] = "sampleproject",
            ["workflow_filepath"] = ".gitlab-ci.yml",
            ["environment"] = "release"
        });

    /// <summary>Provider, job, terms, issuer: what matches, for every provider.</summary>
    public static IEnumerable<(string Provider, PracticeJob Job, PublisherTerms Terms)> Matching()
    {
        yield return ("github", GitHubJob, GitHub);
        yield return ("gitlab", GitLabJob, GitLab);
        var bare = GitHubJob;
        foreach (var claim in GitHubJob.Claims.Select(c => c.Key).ToList()) bare = bare.With(claim, null);
        yield return ("google", bare.With("email", "robot@lab.iam.gserviceaccount.com").With("email_verified", true).With("sub", "1122"),
            Identities.Terms("google", new() { ["email"] = "robot@lab.iam.gserviceaccount.com", ["sub"] = "1122" }));
        yield return ("activestate", bare.With("organization", "octo").With("project", "sample").With("actor", "octocat")
            .With("organization_id", "o1").With("project_id", "p1").With("actor_id", "a1").With("builder", "pypi-publisher"),
            Identities.Terms("activestate", new() { ["organization"] = "octo", ["project"] = "sample", ["actor"] = "octocat" }));
    }

    private static Verdict Judge(PracticeJob job, PublisherTerms terms) => terms.Provider.Judge(terms, Identities.Of(job, terms.Issuer));

    [Fact]
    public void A_matching_identity_holds_for_every_provider()
    {
        Assert.Equal(KnownProviders.All.Select(p => p.Key).Order(), Matching().Select(m => m.Provider).Order());
        foreach (var (provider, job, terms) in Matching())
        {
            var verdict = Judge(job, terms);
            Assert.True(verdict.Holds, provider + ": " + string.Join("; ", verdict.Findings.Where(f => !f.Holds).Select(f => f.InWords())));
            Assert.Equal(terms.Provider.LookUpKey(terms.Fields), terms.Provider.LookUpKey(Identities.Of(job, terms.Issuer)));
        }
    }

    [Fact]
    public void Every_judged_claim_changed_removed_or_dressed_up_is_refused_by_the_finding_that_names_it()
    {
        var tried = 0;
        foreach (var (provider, job, terms) in Matching())
        {
            var pinned = terms with { Pins = Judge(job, terms).Pins };
            foreach (var row in terms.Provider.Claims.Where(row => job.Claims.ContainsKey(row.Claim) && row.Claim != "ref_type"))
            {
                foreach (var (how, value) in Bent(job.Claims[row.Claim], row))
                {
                    var verdict = Judge(job.With(row.Claim, value), pinned);
                    Assert.True(verdict.Findings.Any(f => !f.Holds && f.Claim == row.Claim), $"{provider}: {row.Claim} {how} was taken");
                    tried++;
                }
            }
        }

        Assert.InRange(tried, 120, 400);
        TestContext.Current.TestOutputHelper!.WriteLine($"{tried} bent claims, each refused by its own finding");
    }

    private static IEnumerable<(string How, JsonNode? Value)> Bent(JsonNode? good, ClaimRow row)
    {
        yield return ("removed", null);
        yield return ("nulled", JsonValue.Create((string?)null));
        if (row.Claim is not ("sub" or "jti")) yield return ("made a number", 5); // those two are refused before any publisher is asked
        if (row.Rule is IsTrue)
        {
            yield return ("made a text", "true");
            yield break;
        }

        if (row.Rule is IsNot or Present) yield break; // any other text is as good
        var text = good!.GetValue<string>();
        yield return ("changed", text + "x");
        yield return ("given a blank", text + " ");
        yield return ("given a blank before", " " + text);
        yield return ("given a line break", text + "\n");
        yield return ("emptied", "");
        if (row.Rule is Is { Letters.Fold: false } or Pinned or IfSet { Then: Is { Letters.Fold: false } }
            && text.Any(char.IsAsciiLetterLower)) yield return ("upper-cased", text.ToUpperInvariant());
    }

    [Theory]
    [InlineData("repository", "octo-org/sampleproject-evil")]
    [InlineData("repository", "octo-org/sampleproject.git")]
    [InlineData("repository", "mallory/sampleproject")]
    [InlineData("repository", "octo-org//sampleproject")]
    [InlineData("repository", "octo-org/sampleproje\u0441t")]
    [InlineData("repository_owner", "\u212Aocto-org")]
    [InlineData("job_workflow_ref", "octo-org/sampleproject/.github/workflows/release.yml@evil.yml@refs/tags/v1.2.0")]
    [InlineData("job_workflow_ref", "octo-org/sampleproject/.github/workflows/prerelease.yml@refs/tags/v1.2.0")]
    [InlineData("job_workflow_ref", "octo-org/sampleproject/.github/workflows/Release.yml@refs/tags/v1.2.0")]
    [InlineData("job_workflow_ref", "octo-org/sampleproject/.github/workflows/release.yml@refs/heads/main")]
    [InlineData("job_workflow_ref", "octo-org/other/.github/workflows/release.yml@refs/tags/v1.2.0")]
    [InlineData("job_workflow_ref", "octo-org/sampleproject/.github/workflows/sub/release.yml@refs/tags/v1.2.0")]
    [InlineData("workflow_ref", "octo-org/sampleproject/.github/workflows/start.yml@refs/tags/v1.2.0")]
    [InlineData("event_name", "pull_request_target")]
    [InlineData("event_name", "Pull_Request_Target")]
    [InlineData("event_name", "workflow_run")]
    [InlineData("event_name", "pull_request")]
    public void A_near_miss_on_GitHub_is_a_miss(string claim, string value) =>
        Assert.False(Judge(GitHubJob.With(claim, value), GitHub).Holds);

    [Theory]
    [InlineData("project_path", "octo-group/sampleproject")]
    [InlineData("project_path", "octo-group/tools-evil/sampleproject")]
    [InlineData("ci_config_ref_uri", "gitlab.com/octo-group/tools/sampleproject//.gitlab-ci.yml@refs/heads/main")]
    [InlineData("ci_config_ref_uri", "gitlab.com/octo-group/tools/other//.gitlab-ci.yml@refs/tags/v1.2.0")]
    [InlineData("ci_config_ref_uri", "gitlab.com/octo-group/tools/sampleproject//x//.gitlab-ci.yml@refs/tags/v1.2.0")]
    [InlineData("ci_config_ref_uri", "evil.example/octo-group/tools/sampleproject//.gitlab-ci.yml@refs/tags/v1.2.0")]
    [InlineData("environment", "Release")]
    public void A_near_miss_on_GitLab_is_a_miss(string claim, string value) =>
        Assert.False(Judge(GitLabJob.With(claim, value), GitLab).Holds);

    [Fact]
    public void Names_of_accounts_fold_as_ascii_and_so_does_an_environment_on_GitHub()
    {
        var job = GitHubJob.With("repository", "Octo-Org/SampleProject").With("repository_owner", "Octo-Org").With("environment", "PyPI")
            .With("job_workflow_ref", "Octo-Org/SampleProject/.github/workflows/release.yml@refs/tags/v1.2.0")
                .With("workflow_ref", "Octo-Org/SampleProject/.github/workflows/release.yml@refs/tags/v1.2.0");
        Assert.True(Judge(job, GitHub).Holds);
    }

    [Fact]
    public void A_subject_is_never_read_where_there_are_real_claims()
    {
        Assert.True(Judge(GitHubJob.With("sub", "repo:mallory-1/other-2:ref:refs/heads/x"), GitHub).Holds);
        Assert.True(Judge(GitLabJob.With("sub", "anything"), GitLab).Holds);
    }

    [Fact]
    public void A_self_managed_issuer_names_its_own_pipelines()
    {
        var terms = GitLab with { Issuer = "https://git.example.org/gitlab" };
        Assert.True(Judge(PracticeJob.GitLab("git.example.org/gitlab", "octo-group/tools/sampleproject"), terms).Holds);
        Assert.False(Judge(GitLabJob, terms).Holds);
    }

    [Fact]
    public void A_recreated_owner_is_suspected_of_a_takeover_and_a_rename_is_named()
    {
        var pinned = GitHub with { Pins = Judge(GitHubJob, GitHub).Pins };

        var takeover = Judge(GitHubJob.With("repository_owner_id", "666"), pinned);
        Assert.True(takeover is { Holds: false, SuspectsTakeover: true, ProvesControl: false });

        var renamed = Judge(GitHubJob.With("repository", "octo-org/newname"), pinned);
        Assert.True(renamed is { Holds: false, SuspectsTakeover: false, ProvesControl: true });
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
    public void Weak_publishers_are_told()
    {
        Assert.Empty(GitHub.Provider.Lint(GitHub));
        var open = GitHub with { Fields = new Dictionary<string, string>(GitHub.Fields) { ["environment"] = "" } };
        Assert.StartsWith("Any branch and any tag of octo-org/sampleproject can publish", open.Provider.Lint(open)
            .Single(), StringComparison.Ordinal);
        Assert.Equal("release.yml of octo-org/sampleproject in environment pypi", GitHub.Provider.Describe(GitHub));
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
