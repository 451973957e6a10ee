using System.Net;

namespace Colophon.Index.Web.Outside;

/// <summary>
/// Owner and repository at GitHub, by its public API (https://docs.github.com/en/rest/users/users, …/rest/repos/repos); the words are
/// PyPI's (pypi-wire.md 2.5).
/// </summary>
internal sealed class GitHubAccounts(Forge forge)
{
    public async Task<ForgeAnswer> Ask(IReadOnlyDictionary<string, string> fields, CancellationToken ct)
    {
        var (owner, repository) = (fields.GetValueOrDefault("owner") ?? "", fields.GetValueOrDefault("repository") ?? "");
        if (!IsOwner(owner)) return ForgeAnswer.Nothing with { Unknown = "Invalid GitHub user or organization name." };
        if (!IsRepository(repository)) return ForgeAnswer.Nothing with { Unknown = "Invalid repository name." };

        var account = await forge.Ask($"users/{owner}", ct);
        if (account.Status == HttpStatusCode.NotFound) return ForgeAnswer.Nothing with { Unknown = "Unknown GitHub user or organization." };
        if (account.Trouble is { } trouble) return ForgeAnswer.Nothing with { Notes = [Later(trouble)] };
        if (account.Id("id") is not { } ownerId || !account.Says("login", owner))
            return ForgeAnswer.Nothing with { Notes = [Later("Unexpected error from GitHub. Try again.")] };

        var pins = new Dictionary<string, string> { ["repository_owner_id"] = ownerId };
        return new ForgeAnswer(pins, await OfRepository(pins, fields, $"{owner}/{repository}", ct));
    }

    /// <summary>Adds the repository's id, if GitHub shows it to everybody.</summary>
    private async Task<IReadOnlyList<string>> OfRepository(Dictionary<string, string> pins, IReadOnlyDictionary<string, string> fields,
        string full, CancellationToken ct)
    {
        var found = await forge.Ask($"repos/{full}", ct);
        if (found.Trouble is { } trouble) return [Later(trouble)];
        if (found.Status == HttpStatusCode.MovedPermanently) return [$"The repository {full} has moved on GitHub: use its new name."];
        if (found.Status == HttpStatusCode.NotFound)
            return [Later($"GitHub shows no repository {full}: it is private, or not there yet, or its name is another.")];
        if (found.Id("id") is not { } id || found.Id("owner", "id") != pins["repository_owner_id"])
            return [Later("Unexpected error from GitHub. Try again.")];

        pins["repository_id"] = id;
        var file = fields.GetValueOrDefault("workflow_filename") ?? "";
        var workflow = await forge.Ask($"repos/{full}/contents/.github/workflows/{Uri.EscapeDataString(file)}", ct);
        return workflow.Status == HttpStatusCode.NotFound
            ? [$"There is no .github/workflows/{file} on the default branch of {full} yet."]
            : [];
    }

    private static string Later(string why) => $"{why} Ids that are not known yet are kept at the first full match.";

    private static bool IsOwner(string text) =>
        text.Length is > 0 and <= 39 && text[0] != '-' && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static bool IsRepository(string text) =>
        text.Length is > 0 and <= 100 && text is not ("." or "..") && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
