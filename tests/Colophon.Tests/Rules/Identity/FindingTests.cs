using Colophon.Demo;
using Colophon.Rules.Identity;
using Colophon.Tests.Support;

namespace Colophon.Tests.Rules.Identity;

/// <summary>The refusals that people meet most: each says what was found, what was expected as far as it may be told, and what to do.</summary>
public sealed class FindingTests
{
    private const string Called = "shared-org/workflows/.github/workflows/publish.yml@refs/heads/main";
    private static readonly PracticeJob Job = PracticeJob.GitHub("octo-org", "sampleproject", "release.yml");

    private static string Told(PracticeJob job, bool pinned = false, params (string Key, string Value)[] more)
    {
        var fields = new Dictionary<string, string>
        {
            ["owner"] = "octo-org",
            ["repository"] = "sampleproject",
            ["workflow_filename"] = "release.yml",
            ["environment"] = "pypi",
        };
        foreach (var (key, value) in more) fields[key] = value;
        var terms = Identities.Terms("github", fields);
        if (pinned) terms = terms with { Pins = terms.Provider.Judge(terms, Identities.Of(Job)).Pins };
        var sentence = Match.Judge(terms.Provider, Identities.Of(job), [(1, terms)]).Explain().Sentence;
        TestContext.Current.TestOutputHelper!.WriteLine(sentence);
        return sentence;
    }

    [Fact]
    public void A_workflow_that_was_renamed() => Assert.Equal(
        "valid token, but no corresponding publisher (Check failed for required claim 'workflow_ref': found "
        + "'octo-org/sampleproject/.github/workflows/publish.yml@refs/tags/v1.2.0', expected "
        + "octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1.2.0 or "
        + "octo-org/sampleproject/.github/workflows/release.yml@3f2a91c0d5e84b7aa1c6f0e2b9d8c7a6f5e4d3c2 (the file that was started). To mend "
        + "it: give the workflow file its old name back, or add a publisher with workflow_filename set to the new name and remove this one; "
        + "Check failed for required claim 'job_workflow_ref': found "
        + "'octo-org/sampleproject/.github/workflows/publish.yml@refs/tags/v1.2.0', expected "
        + "octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1.2.0 or "
        + "octo-org/sampleproject/.github/workflows/release.yml@3f2a91c0d5e84b7aa1c6f0e2b9d8c7a6f5e4d3c2 (the file whose steps run))",
        Told(PracticeJob.GitHub("octo-org", "sampleproject", "publish.yml")));

    [Fact]
    public void An_environment_that_is_missing() => Assert.Equal(
        "valid token, but no corresponding publisher (Check failed for optional claim 'environment': found nothing, expected pypi. To mend it: "
        + "name the environment in the job of the workflow (environment: NAME), or change the publisher's environment)",
        Told(Job.With("environment", null)));

    [Fact]
    public void A_repository_that_was_renamed()
    {
        var told = Told(PracticeJob.GitHub("octo-org", "newname", "release.yml").With("repository_id", PracticeJob.IdOf("octo-org/sampleproject")),
            pinned: true);
        Assert.StartsWith("valid token, but no corresponding publisher (Check failed for required claim 'repository': found 'octo-org/newname', "
            + "expected octo-org/sampleproject (renamed from octo-org/sampleproject to octo-org/newname: its ids are those that were kept). To "
            + "mend it: an owner of the project adds a publisher with the new name and removes this one, or gives the repository its old name "
            + "back;", told, StringComparison.Ordinal);
    }

    [Fact]
    public void An_owner_that_was_registered_anew() => Assert.Equal(
        "valid token, but no corresponding publisher (Publisher with matching claims was not found: no trusted publisher here admits "
        + "'octo-org/sampleproject' of GitHub Actions at https://token.actions.githubusercontent.com. To mend it: compare the claims with the "
        + "project's publishers: names, then ids. An account or a repository that was made anew under its old name has other ids than those "
        + "that were kept, and is refused until an owner of the project removes the publisher and adds it again)",
        Told(Job.With("repository_owner_id", "666"), pinned: true));

    [Fact]
    public void A_branch_where_tags_are_required() => Assert.Equal(
        "valid token, but no corresponding publisher (Check failed for optional claim 'ref': found 'refs/heads/main', expected refs/tags/v*. To "
        + "mend it: start the run from a branch or tag that fits, or change the publisher's condition 'ref')",
        Told(Job.With("ref", "refs/heads/main").With("ref_type", "branch")
            .With("workflow_ref", "octo-org/sampleproject/.github/workflows/release.yml@refs/heads/main")
            .With("job_workflow_ref", "octo-org/sampleproject/.github/workflows/release.yml@refs/heads/main"), more: ("ref", "refs/tags/v*")));

    [Fact]
    public void A_reusable_workflow_of_another_repository() => Assert.Equal(
        $"valid token, but no corresponding publisher (Check failed for required claim 'job_workflow_ref': found '{Called}', expected "
        + "octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1.2.0 or "
        + "octo-org/sampleproject/.github/workflows/release.yml@3f2a91c0d5e84b7aa1c6f0e2b9d8c7a6f5e4d3c2 (the job runs a reusable workflow of "
        + "another repository, started by 'octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1.2.0'). To mend it: if its authors "
        + $"may publish this project, name it in the publisher with --set called_workflow={Called}, or without @ and what follows to allow "
        + "every ref; else let the job's steps stand in the workflow itself)",
        Told(Job.With("job_workflow_ref", Called)));

    [Fact]
    public void The_answer_to_whoever_proves_nothing_is_the_same_with_and_without_a_publisher()
    {
        var identity = Identities.Of(Job.With("repository_owner_id", "666"));
        var nobody = Match.Judge<int>(KnownProviders.Find("github")!, identity, []).Explain();
        Assert.Equal(nobody.Sentence, Told(Job.With("repository_owner_id", "666"), pinned: true));
    }

    [Fact]
    public void A_claim_that_is_no_text_is_told_as_what_it_is() =>
        Assert.Contains("found '5' (it is a JSON Number, and only texts of at most 1,024 characters are compared)",
            Identities.Terms("github", new() { ["owner"] = "o", ["repository"] = "r", ["workflow_filename"] = "a.yml", ["claim:x"] = "5" }) is var terms
                ? string.Join("; ", terms.Provider.Judge(terms, Identities.Of(Job.With("x", 5))).Findings.Select(f => (f with { MayTell = false }).InWords()))
                : "", StringComparison.Ordinal);
}
