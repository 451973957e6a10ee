using Colophon.Demo;
using Colophon.Rules.Identity;
using Colophon.Tests.Support;

namespace Colophon.Tests.Rules.Identity.Judging;

public sealed class ConditionTests
{
    private static readonly Dictionary<string, string> GitHub =
        new() { ["owner"] = "octo-org", ["repository"] = "sampleproject", ["workflow_filename"] = "release.yml" };

    private static FormReading Read(string key, string value) => KnownProviders.Find("github")!.Read(new Dictionary<string, string>(GitHub) { [key] = value });

    [Theory]
    [InlineData("ref", " refs/tags/v{version} ", "refs/tags/v{version}")]
    [InlineData("protected_ref", "true", "true")]
    [InlineData("event", "workflow_dispatch, push,push", "push,workflow_dispatch")]
    [InlineData("actor", "octo*", "octo*")]
    [InlineData("runner", "github-hosted", "github-hosted")]
    [InlineData("claim:repository_visibility", "private", "private")]
    [InlineData("claim:oidc.example.org/thing", "x", "x")]
    [InlineData("claim:/outer/inner", "x", "x")]
    [InlineData("called_workflow", "org/repo/.github/workflows/file.yml", "org/repo/.github/workflows/file.yml")]
    [InlineData("called_workflow", "org/repo/.github/workflows/file.yaml@refs/heads/a@b", "org/repo/.github/workflows/file.yaml@refs/heads/a@b")]
    public void A_condition_is_kept_in_normal_form(string key, string typed, string kept)
    {
        var reading = Read(key, typed);
        Assert.True(reading.IsValid, reading.InWords());
        Assert.Equal(kept, reading.Values[key]);
    }

    [Theory]
    [InlineData("protected_ref", "yes", "Found 'yes', expected 'true'")]
    [InlineData("event", "push*", "An event is named whole")]
    [InlineData("event", "push,,release", "An event is named whole")]
    [InlineData("event", "push,pull_request_target", "'pull_request_target' cannot be allowed")]
    [InlineData("event", "Pull_Request_Target", "'Pull_Request_Target' cannot be allowed")]
    [InlineData("ref", "refs/tags/**", "It holds '**'")]
    [InlineData("actor", "v{version}", "only the condition 'ref' may")]
    [InlineData("claim:iss", "x", "no condition can be set on it")]
    [InlineData("claim:aud", "x", "no condition can be set on it")]
    [InlineData("claim:exp", "x", "no condition can be set on it")]
    [InlineData("claim:jti", "x", "no condition can be set on it")]
    [InlineData("claim:", "x", "is no name of a claim")]
    [InlineData("claim:a b", "x", "is no name of a claim")]
    [InlineData("claim:/iss", "x", "is no name of a claim")]
    [InlineData("claim:/a//b", "x", "is no name of a claim")]
    [InlineData("claim:/a/~0", "x", "is no name of a claim")]
    [InlineData("claim:{token.sub}", "x", "is no name of a claim")]
    [InlineData("claim:actor_id", "", "It is empty")]
    [InlineData("environmnt", "", "GitHub Actions has no such field. Known fields: owner, repository, workflow_filename, environment, called_workflow. Conditions: actor, event, protected_ref, ref, runner, claim:NAME")]
    [InlineData("called_workflow", "org/repo/file.yml", "A reusable workflow is OWNER/REPOSITORY/.github/workflows/FILE")]
    [InlineData("called_workflow", "org/repo/.github/workflows/sub/file.yml", "A reusable workflow is OWNER/REPOSITORY/.github/workflows/FILE")]
    [InlineData("called_workflow", "org/repo/.github/workflows/file.yml@v2", "What stands behind @ must be whole")]
    public void A_condition_that_cannot_be_meant_is_refused_with_what_to_write(string key, string value, string says) =>
        Assert.Contains(says, Read(key, value).Errors[key], StringComparison.Ordinal);

    [Fact]
    public void A_condition_that_the_provider_has_no_claim_for_is_refused_with_those_that_it_has()
    {
        var reading = KnownProviders.Find("google")!.Read(new Dictionary<string, string> { ["email"] = "a@b.example", ["runner"] = "x" });
        Assert.Equal("The tokens of Google Cloud have no claim for the condition 'runner'. It has: claim:NAME for any other claim.", reading.Errors["runner"]);
    }

    [Fact]
    public void Empty_conditions_of_a_form_are_none_and_sixteen_are_enough()
    {
        var form = new Dictionary<string, string>(GitHub) { ["ref"] = "", ["event"] = " " };
        Assert.DoesNotContain("ref", KnownProviders.Find("github")!.Read(form).Values.Keys);

        for (var i = 0; i < 17; i++) form[$"claim:c{i}"] = "x";
        Assert.Contains("Found 17 conditions, expected at most 16", KnownProviders.Find("github")!.Read(form).InWords(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_stored_and_not_understood_never_holds()
    {
        var job = PracticeJob.GitHub("octo-org", "sampleproject", "release.yml");
        foreach (var (key, value) in (ReadOnlySpan<(string, string)>)[("phase_of_the_moon", "full"), ("ref", "refs/tags/**"), ("namespace", "x")])
        {
            var terms = new PublisherTerms(KnownProviders.Find("github")!, "https://token.actions.githubusercontent.com",
                new Dictionary<string, string>(GitHub) { [key] = value }, new Dictionary<string, string>());
            Assert.False(terms.Provider.Judge(terms, Identities.Of(job)).Holds, key);
        }
    }
}
