namespace Colophon.Rules.Identity.Judging;

/// <summary>What fills the blanks of a provider's templates: the token's claims, the publisher's fields, and its issuer.</summary>
internal static class Blanks
{
    private const string TokenPrefix = "token.";

    public static Func<string, string?> Of(PublisherTerms terms, VerifiedIdentity identity) =>
        name => OfToken(name, identity) ?? OfFields(name, terms);

    public static string? OfToken(string name, VerifiedIdentity identity) =>
        name.StartsWith(TokenPrefix, StringComparison.Ordinal) ? identity.Claim(name[TokenPrefix.Length..]) : null;

    public static string? OfFields(string name, PublisherTerms terms) => name switch
    {
        "issuer" => terms.Issuer.TrimEnd('/'),
        "host" => terms.Issuer.TrimEnd('/') is var url && url.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme
            ? url[(scheme + 3)..]
            : url,
        _ => terms.Fields.GetValueOrDefault(name),
    };
}
