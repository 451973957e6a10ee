using Colophon.Index.Store;

namespace Colophon.Index.Publishing.Keys;

/// <summary>An issuer and where its keys come from, as the operator has it: when any of it changes, kept keys do not count.</summary>
/// <param name="Keys">Null for discovery, else a URL or a <c>file:</c> path.</param>
/// <param name="Algorithms">Allowed signature algorithms, separated by blanks.</param>
/// <param name="Added">When a verb added the issuer.</param>
/// <param name="IsPublic">One of the public issuers, whose names cannot fall into other hands unnoticed.</param>
internal sealed record KeySource(string Issuer, string? Keys, string Algorithms, Reach Reach, DateTimeOffset? Added, bool IsPublic)
{
    public static KeySource Of(TrustedIssuer issuer) => new(issuer.Url, issuer.Setting.Keys, string.Join(' ', issuer.Setting.Algorithms),
        issuer.Setting.Reach, issuer.Added, issuer.From == "public");

    /// <summary>The path of a <c>file:</c>.</summary>
    public string? File => Keys?.StartsWith("file:", StringComparison.Ordinal) == true ? Keys["file:".Length..] : null;

    /// <summary>The place in words.</summary>
    public string Place => Keys ?? "discovery";
}
