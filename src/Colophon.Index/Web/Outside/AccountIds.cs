namespace Colophon.Index.Web.Outside;

/// <summary>What a forge's public API says of the names in a publisher's form.</summary>
/// <param name="Pins">Ids that never change, by the claims that tokens have them in.</param>
/// <param name="Notes">What whoever registers should know, a sentence each; none of it forbids anything.</param>
/// <param name="Unknown">Why the names cannot be right; null when they can.</param>
internal sealed record ForgeAnswer(IReadOnlyDictionary<string, string> Pins, IReadOnlyList<string> Notes, string? Unknown = null)
{
    public static readonly ForgeAnswer Nothing = new(new Dictionary<string, string>(), []);
}

/// <summary>
/// Asks the forge for the ids behind the names of owner and repository, so that they are pinned when a publisher is registered (colophon.md
/// 4). A forge that does not answer, or hides a private repository, stops no registration: its ids are then kept at the first full match.
/// </summary>
internal sealed class AccountIds(OutsideCalls outside)
{
    /// <param name="provider">Key of the provider's table.</param>
    /// <param name="fields">In normal form.</param>
    public Task<ForgeAnswer> Of(string provider, IssuerSetting issuer, IReadOnlyDictionary<string, string> fields, CancellationToken ct) =>
        (provider, ApiOf(provider, issuer)) switch
        {
            ("github", { } api) => new GitHubAccounts(new Forge(outside, "GitHub", api, issuer.Reach)).Ask(fields, ct),
            ("gitlab", { } api) => new GitLabAccounts(new Forge(outside, "GitLab", api, issuer.Reach)).Ask(fields, ct),
            _ => Task.FromResult(ForgeAnswer.Nothing),
        };

    /// <summary>What the operator named, else where the forge has it by its own documentation.</summary>
    private static string? ApiOf(string provider, IssuerSetting issuer)
    {
        const string hosted = "https://token.actions.githubusercontent.com";
        const string onServer = "/_services/token";
        if (issuer.Api is { } named) return named.TrimEnd('/');
        if (provider == "gitlab") return $"{issuer.Url.TrimEnd('/')}/api/v4";
        if (issuer.Url == hosted || issuer.Url.StartsWith(hosted + "/", StringComparison.Ordinal)) return "https://api.github.com";
        return issuer.Url.EndsWith(onServer, StringComparison.Ordinal) ? $"{issuer.Url[..^onServer.Length]}/api/v3" : null;
    }
}
