using Colophon.Tests.Support;

namespace Colophon.Tests.Index.Operating;

/// <summary>Conditions and issuers that are not public, as the verbs take, refuse and tell them.</summary>
public sealed class PublisherConditionsTests : IAsyncLifetime
{
    private TestIndex index = null!;

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start();
        await index.Verb("user", "add", "alice", "--email", "alice@example.org");
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    private Task<(int Code, string Output)> Add(string provider, params string[] rest) =>
        index.Verb(["publisher", "add", "sampleproject", "--provider", provider, "--pending", "--owner", "alice", .. rest]);

    [Fact]
    public async Task A_publisher_is_told_with_its_conditions_and_what_is_weak_in_it()
    {
        var (code, output) = await Add("github", "--set", "owner=octo-org", "repository=sampleproject", "workflow_filename=release.yml",
            "event=push,workflow_run", "claim:actor_id=1*");

        Assert.Equal(0, code);
        Assert.Contains("release.yml of octo-org/sampleproject, if claim:actor_id is 1* and event is push,workflow_run", output, StringComparison.Ordinal);
        Assert.Contains("Weak: Any branch and any tag of octo-org/sampleproject can publish", output, StringComparison.Ordinal);
        Assert.Contains("Weak: event allows workflow_run", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_condition_that_cannot_be_judged_is_refused_and_leaves_nothing()
    {
        var (code, output) = await Add("google", "--set", "email=robot@lab.iam.gserviceaccount.com", "runner=x");

        Assert.Equal(1, code);
        Assert.Contains("The tokens of Google Cloud have no claim for the condition 'runner'. It has: claim:NAME", output, StringComparison.Ordinal);
        Assert.Equal((0, ""), await index.Verb("publisher", "list", "sampleproject"));
    }

    [Fact]
    public async Task Conditions_that_would_overflow_an_index_are_refused_with_their_length_and_leave_nothing()
    {
        var conditions = Enumerable.Range(0, 10).Select(i => $"claim:claim_{i}={new string('x', 200)}");
        var (code, output) = await Add("github", ["--set", "owner=octo-org", "repository=sampleproject", "workflow_filename=release.yml", .. conditions]);

        Assert.Equal(1, code);
        Assert.Contains("All fields and conditions together take", output, StringComparison.Ordinal);
        Assert.Equal((0, ""), await index.Verb("publisher", "list", "sampleproject"));
    }

    [Fact]
    public async Task A_provider_without_a_public_issuer_asks_for_one_and_takes_one_that_was_added()
    {
        const string issuer = "https://oidc.circleci.com/org/1d7a0a52-5d4c-4e6b-9f5e-2a1f3c4b5d6e";
        string[] fields = ["--set", "project_id=0d7a0a52-5d4c-4e6b-9f5e-2a1f3c4b5d6e", "repository=github.com/octo-org/sampleproject", "ref=refs/tags/v*"];

        var (code, output) = await Add("circleci", fields);
        Assert.Equal(1, code);
        Assert.Contains("CircleCI has no public issuer: name one with --issuer URL", output, StringComparison.Ordinal);

        await index.Verb("issuer", "add", issuer, "--provider", "circleci");
        (code, output) = await Add("circleci", ["--issuer", issuer, .. fields]);
        Assert.True(code == 0, output);
        Assert.Contains("the project 0d7a0a52-5d4c-4e6b-9f5e-2a1f3c4b5d6e on github.com/octo-org/sampleproject, if ref is refs/tags/v*", output, StringComparison.Ordinal);
        Assert.DoesNotContain("Weak", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_every_provider_tells_its_conditions()
    {
        var page = await index.Http.GetStringAsync("/providers/kubernetes");
        Assert.Contains("issuers that the operator has added", page, StringComparison.Ordinal);
        Assert.Contains("/kubernetes.io/serviceaccount/uid", page, StringComparison.Ordinal);
        Assert.Contains("actor, event, protected_ref, ref, runner, claim:NAME", await index.Http.GetStringAsync("/providers/github"), StringComparison.Ordinal);
    }
}
