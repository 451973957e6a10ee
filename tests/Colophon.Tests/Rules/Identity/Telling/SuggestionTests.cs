using System.Text;
using System.Text.Json.Nodes;
using Colophon.Demo;
using Colophon.Rules.Identity;
using Colophon.Rules.Identity.Telling;

namespace Colophon.Tests.Rules.Identity.Telling;

public sealed class SuggestionTests
{
    [Theory]
    [InlineData("{owner}/{repository}", "o/r", "owner=o repository=r")]
    [InlineData("{namespace}/{project}", "g/sub/p", "namespace=g/sub project=p")]
    [InlineData("{known}/x/{file}@{ref}", "K/x/a@b.yml@refs/tags/v1", "file=a@b.yml ref=refs/tags/v1")]
    [InlineData("{email}", "", null)]
    [InlineData("fixed", "FIXED", "")]
    [InlineData("fixed", "fixed-", null)]
    public void A_template_is_solved_for_its_unknown_blanks(string template, string text, string? expected)
    {
        var solved = Suggestion.Solve(template, text, name => name == "known" ? "K" : null);
        Assert.Equal(expected, solved is null ? null : string.Join(' ', solved.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}={f.Value}")));
    }

    [Fact]
    public void A_hostile_text_costs_little()
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 20; i++)
        {
            Assert.Null(Suggestion.Solve("{a}/{b}!", new string('/', 512), _ => null));
            Assert.Null(Suggestion.Solve("{a}/{b}/{c}", new string('/', 512), _ => null)); // three unknown blanks: not tried
        }

        Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void The_fields_of_GitHub_and_GitLab_are_read_out_of_their_claims()
    {
        Assert.Equal("environment=pypi owner=octo-org repository=sampleproject workflow_filename=release.yml",
            Read("github", "https://token.actions.githubusercontent.com", PracticeJob.GitHub("octo-org", "sampleproject", "release.yml")));
        Assert.Equal("environment=release namespace=octo/tools project=lib workflow_filepath=ci/publish.yml",
            Read("gitlab", "https://gitlab.com", PracticeJob.GitLab("gitlab.com", "octo/tools/lib", "ci/publish.yml")));
    }

    [Fact]
    public void Of_a_reusable_workflow_of_others_the_caller_is_read()
    {
        var job = PracticeJob.GitHub("octo-org", "sampleproject", "release.yml")
            .With("job_workflow_ref", "big-org/shared/.github/workflows/publish.yml@refs/heads/main");
        Assert.Contains("workflow_filename=release.yml", Read("github", "https://token.actions.githubusercontent.com", job), StringComparison.Ordinal);
    }

    [Fact]
    public void Claims_that_lack_something_suggest_nothing()
    {
        var job = PracticeJob.GitHub("octo-org", "sampleproject", "release.yml").With("repository", null).With("repository_owner", null);
        Assert.Null(Read("github", "https://token.actions.githubusercontent.com", job));
    }

    private static string? Read(string provider, string issuer, PracticeJob job)
    {
        Assert.True(UnprovedClaims.Parse(Encoding.UTF8.GetBytes(((JsonObject)job.Claims).ToJsonString())).TryGet(out var claims, out _));
        var fields = Suggestion.Fields(KnownProviders.Find(provider)!, issuer, claims.Text);
        return fields is null ? null : string.Join(' ', fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key}={f.Value}"));
    }
}
