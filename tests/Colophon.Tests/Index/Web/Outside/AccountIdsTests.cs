using Colophon.Index;
using Colophon.Index.Web.Outside;
using Colophon.Tests.Support;

namespace Colophon.Tests.Index.Web.Outside;

/// <summary>What is asked of a forge when a publisher is registered, and what becomes of its answers (pypi-wire.md 2.5; threats.md D21).</summary>
public sealed class AccountIdsTests : IAsyncLifetime
{
    private PracticeForge forge = null!;

    public async ValueTask InitializeAsync()
    {
        forge = await PracticeForge.Start();
        forge.Answers["/users/octo-org"] = (200, """{"login": "Octo-Org", "id": 1001, "type": "Organization"}""");
        forge.Answers["/repos/octo-org/sample"] = (200, """{"id": 2002, "full_name": "Octo-Org/sample", "owner": {"id": 1001}}""");
        forge.Answers["/repos/octo-org/sample/contents/.github/workflows/release.yml"] = (200, "{}");
        forge.Answers["/projects/group%2Fsub%2Fsample"] =
            (200, """{"id": 3003, "path_with_namespace": "group/sub/sample", "namespace": {"id": 4004, "full_path": "group/sub"}}""");
        forge.Answers["/projects/3003/repository/files/.gitlab-ci.yml?ref=HEAD"] = (200, "{}");
    }

    public ValueTask DisposeAsync() => forge.DisposeAsync();

    private async Task<ForgeAnswer> Ask(string provider, params (string Key, string Value)[] fields)
    {
        using var outside = new OutsideCalls(new Settings { PlainHttpIssuers = true });
        var issuer = new IssuerSetting(provider, "https://issuer.example", null, ["RS256"]) { Api = forge.Url };
        return await new AccountIds(outside).Of(provider, issuer, fields.ToDictionary(f => f.Key, f => f.Value), CancellationToken.None);
    }

    private Task<ForgeAnswer> GitHub(string owner = "octo-org", string repository = "sample", string workflow = "release.yml") =>
        Ask("github", ("owner", owner), ("repository", repository), ("workflow_filename", workflow));

    private Task<ForgeAnswer> GitLab(string space = "group/sub", string project = "sample", string file = ".gitlab-ci.yml") =>
        Ask("gitlab", ("namespace", space), ("project", project), ("workflow_filepath", file));

    [Fact]
    public async Task GitHub_tells_the_ids_of_owner_and_repository_to_a_caller_with_a_name()
    {
        var answer = await GitHub();
        Assert.Equal(("1001", "2002", 2), (answer.Pins["repository_owner_id"], answer.Pins["repository_id"], answer.Pins.Count));
        Assert.Empty(answer.Notes);
        Assert.All(forge.Asked, asked => Assert.EndsWith(" colophon-index/1", asked, StringComparison.Ordinal));
    }

    [Fact]
    public async Task GitLab_tells_the_ids_of_namespace_and_project()
    {
        var answer = await GitLab();
        Assert.Equal(("4004", "3003", 2), (answer.Pins["namespace_id"], answer.Pins["project_id"], answer.Pins.Count));
        Assert.Empty(answer.Notes);
    }

    [Fact]
    public async Task An_owner_that_GitHub_does_not_know_is_refused_in_PyPIs_words() =>
        Assert.Equal("Unknown GitHub user or organization.", (await GitHub(owner: "nobody")).Unknown);

    [Fact]
    public async Task A_private_repository_is_no_obstacle_its_owner_is_pinned_and_its_id_comes_later()
    {
        var answer = await GitHub(repository: "private");
        Assert.Equal((null, 1, "1001"), (answer.Unknown, answer.Pins.Count, answer.Pins["repository_owner_id"]));
        Assert.Contains("kept at the first full match", Assert.Single(answer.Notes), StringComparison.Ordinal);
        Assert.Contains("kept at the first full match", Assert.Single((await GitLab(project: "private")).Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workflow_that_is_not_there_yet_is_told()
    {
        Assert.Equal("There is no .github/workflows/relase.yml on the default branch of octo-org/sample yet.", Assert.Single((await GitHub(workflow: "relase.yml")).Notes));
        Assert.Contains("There is no ci/x.yml on the default branch of group/sub/sample yet", Assert.Single((await GitLab(file: "ci/x.yml")).Notes),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, null, "GitHub has rate-limited this action. Try again in a few minutes.")]
    [InlineData(429, "600", "GitHub has rate-limited this action. Try again in 10 minutes.")]
    [InlineData(500, null, "Unexpected error from GitHub. Try again.")]
    [InlineData(401, null, "GitHub tells nothing to callers without an account.")]
    [InlineData(200, null, "Unexpected error from GitHub. Try again.")]
    public async Task Whatever_GitHub_answers_the_registration_goes_on_without_ids(int status, string? retryAfter, string words)
    {
        (forge.Answers["/users/octo-org"], forge.RetryAfter) = ((status, "<html>"), retryAfter);
        var answer = await GitHub();
        Assert.Equal((null, 0), (answer.Unknown, answer.Pins.Count));
        Assert.StartsWith(words, Assert.Single(answer.Notes), StringComparison.Ordinal);
        Assert.Single(forge.Asked); // and is not asked on
    }

    [Theory]
    [InlineData("""{"login": "other", "id": 1}""")]
    [InlineData("""{"login": "octo-org", "id": "1"}""")]
    [InlineData("""{"login": "octo-org", "id": -1}""")]
    [InlineData("""{"login": "octo-org", "id": 1, "id": 2}""")]
    [InlineData("""{"login": "octo-org"}""")]
    [InlineData("""[]""")]
    public async Task An_id_that_is_not_plain_is_not_kept(string body)
    {
        forge.Answers["/users/octo-org"] = (200, body);
        Assert.Empty((await GitHub()).Pins);
    }

    [Fact]
    public async Task A_repository_of_another_owner_and_one_that_has_moved_are_not_pinned()
    {
        forge.Answers["/repos/octo-org/sample"] = (200, """{"id": 2002, "owner": {"id": 9}}""");
        Assert.DoesNotContain("repository_id", (await GitHub()).Pins.Keys);
        forge.Answers["/repos/octo-org/sample"] = (301, "");
        var moved = await GitHub();
        Assert.DoesNotContain("repository_id", moved.Pins.Keys);
        Assert.Contains("has moved on GitHub", Assert.Single(moved.Notes), StringComparison.Ordinal);
        Assert.DoesNotContain(forge.Asked, asked => asked.StartsWith("/elsewhere", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_forge_that_is_silent_or_gone_costs_five_seconds_and_no_registration()
    {
        forge.IsSilent = true;
        Assert.StartsWith("Unexpected timeout from GitHub.", Assert.Single((await GitHub()).Notes), StringComparison.Ordinal);
        await forge.DisposeAsync();
        Assert.StartsWith("Unexpected connection error from GitHub.", Assert.Single((await GitHub()).Notes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../orgs/x", "sample")]
    [InlineData("a?b", "sample")]
    [InlineData("a%2fb", "sample")]
    [InlineData("octo-org\n", "sample")]
    [InlineData("octo-org#", "sample")]
    [InlineData("-octo", "sample")]
    [InlineData("", "sample")]
    [InlineData("octo-org", "..")]
    [InlineData("octo-org", ".")]
    [InlineData("octo-org", "a/b")]
    [InlineData("octo-org", "sample\n")]
    [InlineData("octo-org", "%2e%2e")]
    public async Task A_name_that_would_ask_for_something_else_is_refused_before_any_request(string owner, string repository)
    {
        Assert.NotNull((await GitHub(owner, repository)).Unknown);
        Assert.Empty(forge.Asked);
    }

    [Theory]
    [InlineData("../../admin", "x")]
    [InlineData("a?b", "x")]
    [InlineData("a%2e", "x#y")]
    public async Task A_path_is_one_escaped_part_of_GitLabs_address(string space, string project)
    {
        await GitLab(space, project);
        Assert.All(forge.Asked, asked => Assert.StartsWith($"/projects/{Uri.EscapeDataString($"{space}/{project}")} ", asked, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://issuer.example")]
    [InlineData("https://token.actions.githubusercontent.com.evil.example")]
    public async Task An_issuer_whose_forge_is_not_known_is_not_asked(string url)
    {
        using var outside = new OutsideCalls(new Settings(), (_, _) => throw new InvalidOperationException("A name was looked up."));
        var answer = await new AccountIds(outside).Of("github", new IssuerSetting("github", url, null, ["RS256"]),
            new Dictionary<string, string> { ["owner"] = "o", ["repository"] = "r" }, CancellationToken.None);
        Assert.Equal((null, 0, 0), (answer.Unknown, answer.Pins.Count, answer.Notes.Count));
    }

    [Theory]
    [InlineData("github", "https://token.actions.githubusercontent.com", "api.github.com")]
    [InlineData("github", "https://token.actions.githubusercontent.com/octo-enterprise", "api.github.com")]
    [InlineData("github", "https://ghe.example.org/_services/token", "ghe.example.org")]
    [InlineData("gitlab", "https://gitlab.com", "gitlab.com")]
    [InlineData("gitlab", "https://git.example.org/gitlab", "git.example.org")]
    public async Task A_forge_that_is_known_is_asked_at_its_own_host(string provider, string url, string host)
    {
        var asked = new List<string>();
        using var outside = new OutsideCalls(new Settings(), (name, _) =>
        {
            asked.Add(name);
            return Task.FromResult<System.Net.IPAddress[]>([]);
        });
        await new AccountIds(outside).Of(provider, new IssuerSetting(provider, url, null, ["RS256"]), new Dictionary<string, string>
        {
            ["owner"] = "o",
            ["repository"] = "r",
            ["namespace"] = "n",
            ["project"] = "p",
        }, CancellationToken.None);
        Assert.Equal([host], asked);
    }
}
