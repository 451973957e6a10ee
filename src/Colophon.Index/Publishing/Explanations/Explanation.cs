using System.Text.Json;
using Colophon.Index.Web;
using Colophon.Rules.Identity;
using Colophon.Rules.Identity.Telling;

namespace Colophon.Index.Publishing.Explanations;

/// <summary>What an exchange of a token would come to, and why: told to whoever shows the token, and changing nothing.</summary>
internal sealed record Explanation
{
    /// <summary>Whether the exchange would mint a token now.</summary>
    public bool WouldMint => Mint is not null;

    /// <summary>What would be minted; null when nothing would.</summary>
    public MintPlan? Mint { get; init; }

    /// <summary>Why nothing would be minted; null when something would.</summary>
    public RefusalBody? Refusal { get; init; }

    public required ToldIdentity Identity { get; init; }

    /// <summary>Everything for which the token itself is not believed.</summary>
    public IReadOnlyList<string> TokenFaults { get; init; } = [];

    /// <summary>
    /// Each publisher that the identity has proved to be its own, with every rule. Others are neither shown nor counted: what strangers
    /// have configured does not change this text (colophon.md 5).
    /// </summary>
    public IReadOnlyList<ToldPublisher> Publishers { get; init; } = [];

    /// <summary>The publisher that these claims would match.</summary>
    public SuggestedPublisher? Suggestion { get; init; }

    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web);
}

/// <summary>Who the token says it is.</summary>
/// <param name="Proved">The issuer's signature holds, and the token is for this index and in time.</param>
/// <param name="InWords">Repository, commit and run in one line, where the provider is known.</param>
/// <param name="Claims">The judged claims as the token has them, with what can be said of each without a publisher.</param>
internal sealed record ToldIdentity(bool Proved, string? Issuer, string? Provider, string? ProviderName, string? InWords,
    IReadOnlyList<RefusalBody.Told> Claims);

/// <summary>A publisher and how each of its rules finds the identity.</summary>
internal sealed record ToldPublisher(Guid Id, string Project, bool Pending, string InWords, bool Holds,
    IReadOnlyList<RefusalBody.Told> Findings, IReadOnlyList<string> Lint);

/// <summary>A token as it would be minted.</summary>
/// <param name="Scope"><c>upload</c> or <c>read</c>.</param>
/// <param name="Projects">What it would be good for; null for all of the index, which only a token that reads can be.</param>
internal sealed record MintPlan(string Scope, IReadOnlyList<string>? Projects, int LifetimeSeconds, bool SingleUse, string? Version,
    int? Files, IReadOnlyList<string> WillBePinned);

/// <summary>A publisher made of the claims.</summary>
/// <param name="Command">For the operator.</param>
/// <param name="Link">Query that fills in the publishing page of a project (pypi-wire.md 7.2).</param>
internal sealed record SuggestedPublisher(string Provider, string Issuer, IReadOnlyDictionary<string, string> Fields, string Command,
    string Link)
{
    public static SuggestedPublisher? Of(Provider provider, string issuer, string? project, Func<string, string?> claim)
    {
        if (Suggestion.Fields(provider, issuer, claim) is not { } fields) return null;

        var isPublic = string.Equals(issuer, provider.Issuer, StringComparison.Ordinal);
        var set = string.Join(' ', fields.Select(field => $"--set {Quoted($"{field.Key}={field.Value}")}"));
        var command = $"colophon-index publisher add {project ?? "PROJECT"} --provider {provider.Key} "
            + $"{(isPublic ? "" : $"--issuer {Quoted(issuer)} ")}{set}";
        var query = fields.Concat(isPublic ? [] : [KeyValuePair.Create("issuer", issuer)])
            .Prepend(KeyValuePair.Create("provider", provider.Key))
            .Select(field => $"{Uri.EscapeDataString(field.Key)}={Uri.EscapeDataString(field.Value)}");
        return new SuggestedPublisher(provider.Key, issuer, fields, command, $"?{string.Join('&', query)}");
    }

    /// <summary>For a POSIX shell: claims are a stranger's text, and the line is made to be pasted.</summary>
    private static string Quoted(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '=' or '.' or '-' or '_' or '/' or ':' or '@' or '+' or ',')
            ? text
            : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
