namespace Colophon.Rules.Identity.Judging;

/// <summary>What fills the blanks of a provider's templates: the token's claims, the publisher's fields, and its issuer.</summary>
internal static class Blanks
{
    private const string TokenPrefix = "token.";

    public static Func<string, string?> Of(PublisherTerms terms, VerifiedIdentity identity) =>
        name => OfToken(name, identity) ?? OfFields(name, terms);

    public static string? OfToken(string name, VerifiedIdentity identity) =>
        name.StartsWith(TokenPrefix, StringComparison.Ordinal) ? identity.Claim(name[TokenPrefix.Length..]) : null;

    /// <summary>A field of the publisher, even where it bears the name of one of ours.</summary>
    public static string? OfFields(string name, PublisherTerms terms) => terms.Fields.TryGetValue(name, out var field) ? field : name switch
    {
        "issuer" => terms.Issuer.TrimEnd('/'),
        "host" => Host(terms.Issuer.TrimEnd('/')),
        "web" => Web(terms.Provider, terms.Issuer.TrimEnd('/')),
        _ => null,
    };

    private static string Host(string url) =>
        url.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? url[(scheme + 3)..] : url;

    /// <summary>
    /// What the operator said; for the public issuer, and those of single customers under it, what the table says; else the issuer's own
    /// address. A link must never lead to the public forge for a repository of another one.
    /// </summary>
    private static string Web(Provider table, string issuer)
    {
        if (table.Web is { } told) return told.TrimEnd('/');
        var isPublic = table.Issuer is { } known && (issuer == known || issuer.StartsWith(known + "/", StringComparison.Ordinal));
        if (isPublic && table.PublicWeb is { } web) return web;
        return table.IssuerPath is { } path && issuer.EndsWith(path, StringComparison.Ordinal) ? issuer[..^path.Length] : issuer;
    }
}
