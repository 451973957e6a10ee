using System.Text.Json.Nodes;
using Colophon.Demo;
using Colophon.Tests.Support;

namespace Colophon.Tests.Index.Operating;

/// <summary>Registering a publisher asks the forge, and what it told is what exchanges are judged by.</summary>
public sealed class PublisherVerbsTests : IAsyncLifetime
{
    private TestIndex index = null!;
    private PracticeForge forge = null!;
    private UnrulyIssuer issuer = null!;

    public async ValueTask InitializeAsync()
    {
        (index, forge, issuer) = (await TestIndex.Start(), await PracticeForge.Start(), await UnrulyIssuer.Start());
        forge.Answers["/users/octo-org"] = (200, $$"""{"login": "octo-org", "id": {{PracticeJob.IdOf("octo-org")}}}""");
        forge.Answers["/repos/octo-org/sampleproject"] = (200,
            $$$"""{"id": 2002, "owner": {"id": {{{PracticeJob.IdOf("octo-org")}}}}}""");
        await index.Verb("user", "add", "alice", "--email", "alice@example.org");
        await index.Verb("issuer", "add", issuer.Url, "--provider", "github", "--api", forge.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await issuer.DisposeAsync();
        await forge.DisposeAsync();
        await index.DisposeAsync();
    }

    private async Task<(int Code, string Output)> Add(string owner, params string[] more)
    {
        Environment.SetEnvironmentVariable("Colophon__AccountLookUps", "true");
        try
        {
            return await index.Verb(["publisher", "add", "sampleproject", "--provider", "github", "--issuer", issuer.Url, "--pending", "--owner",
                "alice", "--set", $"owner={owner}", "repository=sampleproject", "workflow_filename=release.yml", "environment=pypi", .. more]);
        }
        finally
        {
            Environment.SetEnvironmentVariable("Colophon__AccountLookUps", "false");
        }
    }

    private static PracticeJob Job => TestIndex.Job.With("repository_id", "2002");

    private async Task<int> Mint(PracticeJob job) => (await index.Post("/_/oidc/mint-token", new JsonObject
    {
        ["token"] = issuer.Token(job, index.Audience, index.Clock.GetUtcNow())
    }.ToJsonString())).Status;

    [Fact]
    public async Task Ids_are_pinned_before_the_first_exchange_so_that_a_re_registered_owner_never_matches()
    {
        var (code, output) = await Add("octo-org");
        Assert.True(code == 0, output);
        Assert.Contains($"Pinned: repository_id 2002, repository_owner_id {PracticeJob.IdOf("octo-org")}.",
            Sorted(output), StringComparison.Ordinal);
        Assert.Contains("Note: There is no .github/workflows/release.yml", output, StringComparison.Ordinal);

        Assert.Equal(422, await Mint(Job.With("repository_owner_id", "99999999")));
        Assert.Equal(422, await Mint(Job.With("repository_id", "99999999")));
        Assert.Equal(200, await Mint(Job));
    }

    [Fact]
    public async Task An_unknown_owner_is_refused_and_leaves_nothing_and_no_lookup_registers_him()
    {
        var (code, output) = await Add("nobody");
        Assert.Equal(1, code);
        Assert.StartsWith("Unknown GitHub user or organization.", output, StringComparison.Ordinal);
        Assert.Equal("[]", (await index.Verb("publisher", "list", "sampleproject", "--json")).Output.Trim());

        var asked = forge.Asked.Count;
        Assert.Equal(0, (await Add("nobody", "--no-lookup")).Code);
        Assert.Equal(asked, forge.Asked.Count);
    }

    [Fact]
    public async Task A_private_repository_is_registered_with_its_owners_id_and_pins_its_own_at_the_first_match()
    {
        forge.Answers.Remove("/repos/octo-org/sampleproject");
        var (code, output) = await Add("octo-org", "--json");
        Assert.True(code == 0, output);
        var told = JsonNode.Parse(output)!;
        Assert.Equal(["repository_owner_id"], told["pins"]!.AsObject().Select(pin => pin.Key));
        Assert.Contains("kept at the first full match", (string?)told["notes"]![0], StringComparison.Ordinal);

        Assert.Equal(422, await Mint(Job.With("repository_owner_id", "99999999")));
        Assert.Equal(200, await Mint(Job));
        Assert.Equal(422, await Mint(Job.With("repository_id", "99999999")));
    }

    private static string Sorted(string output) => string.Join('\n', output.Split('\n').Select(line => line.StartsWith("Pinned: ", StringComparison.Ordinal)
        ? $"Pinned: {string.Join(", ", line["Pinned: ".Length..].TrimEnd('.', '\r').Split(", ").Order(StringComparer.Ordinal))}."
        : line));
}
