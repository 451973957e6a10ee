using System.Text.Json.Nodes;
using Colophon.Demo;
using Colophon.Tests.Support;

namespace Colophon.Tests.Journeys;

/// <summary>
/// The refusals that maintainers meet most, each made over HTTP and printed as a client prints it: what was found, what was expected, what
/// to do.
/// </summary>
public sealed class SixRefusalsTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Called = "big-org/shared/.github/workflows/publish.yml@refs/heads/main";
    private TestIndex index = null!;

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start();
        await index.AddPublisher("sampleproject");
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Fact]
    public async Task A_workflow_was_renamed()
    {
        var told = await Refused("workflow renamed", PracticeJob.GitHub("octo-org", "sampleproject", "publish.yml"));
        Says(told, "job_workflow_ref", "octo-org/sampleproject/.github/workflows/publish.yml@refs/tags/v1.2.0", "release.yml");
        Says(told, "workflow_ref", "publish.yml", "release.yml");
    }

    [Fact]
    public async Task An_environment_is_missing() =>
        Says(await Refused("environment missing", TestIndex.Job.With("environment", null)), "environment", null, "pypi");

    [Fact]
    public async Task A_repository_was_renamed()
    {
        Assert.Equal(200, (await index.Mint()).Status);
        var job = PracticeJob.GitHub("octo-org", "new-name", "release.yml").With("repository_id", PracticeJob.IdOf("octo-org/sampleproject"));

        var told = await Refused("repository renamed", job);

        Says(told, "repository", "octo-org/new-name", "octo-org/sampleproject");
        Assert.Contains("renamed from octo-org/sampleproject to octo-org/new-name", told["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_owner_was_registered_anew_by_a_stranger_who_learns_nothing_while_the_owners_are_warned()
    {
        Assert.Equal(200, (await index.Mint()).Status);

        var told = await Refused("owner re-registered", TestIndex.Job.With("repository_owner_id", "99999999").With("repository_id", "88888888"));

        Assert.DoesNotContain(PracticeJob.IdOf("octo-org"), told.ToJsonString(), StringComparison.Ordinal);
        Assert.All(told["findings"]!.AsArray(), finding => Assert.Null(finding!["expected"]));
        var seen = "";
        for (var tries = 0; tries < 200 && !seen.Contains("TAKE-OVER", StringComparison.Ordinal); tries++)
        {
            await Task.Delay(25, TestContext.Current.CancellationToken);
            seen = (await index.Verb("refused", "sampleproject")).Output;
        }

        output.WriteLine($"  owners read: {seen.Trim()}");
        Assert.Contains("repository_owner_id: found '99999999'", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_from_a_branch_where_tags_are_required()
    {
        await index.AddPublisher("tagged", repository: "tagged", conditions: "ref=refs/tags/v*");
        var job = PracticeJob.GitHub("octo-org", "tagged", "release.yml").With("ref", "refs/heads/main").With("ref_type", "branch")
            .With("job_workflow_ref", "octo-org/tagged/.github/workflows/release.yml@refs/heads/main")
            .With("workflow_ref", "octo-org/tagged/.github/workflows/release.yml@refs/heads/main");
        Says(await Refused("branch where tags are required", job), "ref", "refs/heads/main", "refs/tags/v*");
    }

    [Fact]
    public async Task A_reusable_workflow_of_another_repository_ran() =>
        Says(await Refused("reusable workflow in another repository", TestIndex.Job.With("job_workflow_ref", Called)),
            "job_workflow_ref", Called, "octo-org/sampleproject/.github/workflows/release.yml@refs/tags/v1.2.0");

    private async Task<JsonNode> Refused(string what, PracticeJob job)
    {
        var (status, told) = await index.Mint(job);
        Assert.Equal(422, status);
        Assert.Equal("invalid-publisher", told["errors"]![0]!["code"]!.GetValue<string>());
        Assert.Equal(told["detail"]!.GetValue<string>(), told["errors"]![0]!["description"]!.GetValue<string>());
        Assert.EndsWith("/problems/no-publisher", told["type"]!.GetValue<string>(), StringComparison.Ordinal);
        output.WriteLine($"{what}\n  message: {told["detail"]}\n  remedy:  {told["remedy"]}");
        return told;
    }

    private static void Says(JsonNode told, string claim, string? found, string expected)
    {
        var finding = told["findings"]!.AsArray().Single(f => f!["claim"]!.GetValue<string>() == claim && !f["holds"]!.GetValue<bool>())!;
        if (found is null) Assert.Null(finding["found"]);
        else Assert.Contains(found, finding["found"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains(expected, finding["expected"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains(expected, told["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }
}
