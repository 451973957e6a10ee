using Colophon.Rules.Identity;
using Colophon.Rules.Identity.Telling;

namespace Colophon.Tests.Rules.Identity.Telling;

/// <summary>pypi-wire.md 2.9, row by row.</summary>
public sealed class ProvedLinksTests
{
    private const string Commit = "3f2a91c0d5e84b7aa1c6f0e2b9d8c7a6f5e4d3c2";

    [Theory]
    [InlineData("https://github.com/owner/project", true)]
    [InlineData("https://github.com/owner/project/issues?q=1#top", true)]
    [InlineData("https://GiThUB.com/Owner/project/", true)]
    [InlineData("https://github.com/owner/project.git", true)]
    [InlineData("https://github.com/owner/project.git/", true)]
    [InlineData("https://owner.github.io/project/docs", true)]
    [InlineData("https://github.com/owner/project22", false)]
    [InlineData("https://github.com/owner", false)]
    [InlineData("https://github.com/owner/project.git/issues", false)]
    [InlineData("http://github.com/owner/project", false)]
    [InlineData("https://user@github.com:443/owner/project", false)]
    [InlineData("https://github.com:443/owner/project", false)]
    [InlineData("https://owner.github.io/project/../malicious", false)]
    [InlineData("https://owner.github.io/", false)]
    [InlineData("https://github.com/owner/project/..\\x/..", false)]
    [InlineData("https://github.com/owner/project/%2e%2e/evil", false)]
    [InlineData("https://github.com/owner/project/../../evil/one", false)]
    [InlineData("javascript:alert(1)//github.com/owner/project", false)]
    [InlineData("no address", false)]
    public void An_address_is_proved_only_by_the_repository_it_belongs_to(string address, bool isProved) =>
        Assert.Equal(isProved, ProvedLinks.Proves(GitHub("https://github.com/owner/project"), address));

    [Fact]
    public void A_source_without_a_repository_and_a_forge_of_ones_own_prove_no_more_than_their_own_address()
    {
        Assert.False(ProvedLinks.Proves(GitHub(null), "https://github.com/owner/project"));
        Assert.False(ProvedLinks.Proves(GitHub("https://github.com"), "https://github.com/owner/project"));
        Assert.False(ProvedLinks.Proves(GitHub("https://forge.example/owner/project"), "https://owner.github.io/project"));
        var forgejo = GitHub("https://code.example/Owner/project") with { Provider = "forgejo" };
        Assert.True(ProvedLinks.Proves(forgejo, "https://code.example/Owner/project/wiki"));
        Assert.False(ProvedLinks.Proves(forgejo, "https://code.example/owner/project"));
    }

    [Fact]
    public void Parts_of_a_source_lead_to_where_they_are_on_the_forges_that_are_known()
    {
        var source = GitHub("https://github.com/owner/project") with { Ref = "refs/tags/v1 #2", Workflow = "release.yml", Commit = Commit, Environment = "py pi" };
        Assert.Equal("https://github.com/owner/project/tree/v1%20%232", SourcePlaces.RefUrl(source));
        Assert.Equal($"https://github.com/owner/project/blob/{Commit}/.github/workflows/release.yml", SourcePlaces.WorkflowUrl(source));
        Assert.Equal("https://github.com/owner/project/deployments/py%20pi", SourcePlaces.EnvironmentUrl(source));
        var lab = source with { Provider = "gitlab", Ref = "refs/heads/a/b", Workflow = "ci/x.yml" };
        Assert.Equal("https://github.com/owner/project/-/tree/a/b", SourcePlaces.RefUrl(lab));
        Assert.Equal($"https://github.com/owner/project/-/blob/{Commit}/ci/x.yml", SourcePlaces.WorkflowUrl(lab));
        Assert.Null(SourcePlaces.EnvironmentUrl(lab));
        Assert.Null(SourcePlaces.RefUrl(source with { Provider = "jenkins" }));
        Assert.Null(SourcePlaces.RefUrl(source with { Ref = "refs/pull/1/merge" }));
        Assert.Null(SourcePlaces.WorkflowUrl(source with { RepositoryUrl = null }));
    }

    private static Source GitHub(string? repository) =>
        new() { Provider = "github", ProviderName = "GitHub Actions", Issuer = "https://issuer.example", RepositoryUrl = repository };
}
