using System.Text;
using System.Text.Json;
using Colophon.Rules.Identity.Telling;

namespace Colophon.Rules.Identity;

/// <summary>
/// A JSON Web Token taken apart (RFC 7515, 7519): believed for nothing but which issuer and key to ask. <see cref="Verify"/> is the only
/// way on.
/// </summary>
public sealed class UnverifiedToken
{
    private const int MostCharacters = 16 * 1024;
    private const int MostKeyIdCharacters = 256;

    /// <summary>
    /// Headers that name or carry keys, or change what the signature means: a token with one of them is refused (threats.md A06-A08, A14,
    /// A69).
    /// </summary>
    private static readonly string[] RefusedHeaders = ["jku", "x5u", "jwk", "x5c", "crit", "zip", "b64", "cty"];

    private readonly byte[] signedBytes;
    private readonly byte[] signature;
    private readonly JsonElement claims;

    private UnverifiedToken(byte[] signedBytes, byte[] signature, JsonElement claims, string algorithm, string keyId, string issuer)
    {
        (this.signedBytes, this.signature, this.claims) = (signedBytes, signature, claims);
        (Algorithm, KeyId, Issuer) = (algorithm, keyId, issuer);
    }

    public string Algorithm { get; }

    public string KeyId { get; }

    /// <summary>What the token says its issuer is: a key to look up, not yet a fact.</summary>
    public string Issuer { get; }

    /// <summary>The claims as somebody typed them: they prove nothing, and open nothing.</summary>
    public UnprovedClaims Claims => new(claims);

    public static Parsed<UnverifiedToken> Parse(string compact)
    {
        if (compact.Length > MostCharacters)
            return IdentityProblems.TooLarge.Because($"the token has {compact.Length} characters, expected at most {MostCharacters}");

        var parts = compact.Split('.');
        if (parts.Length != 3 || parts.Any(part => part.Length == 0))
            return Malformed($"it has {parts.Length} parts, expected three that are not empty");
        if (StrictBase64.Decode(parts[0]) is not { } header)
            return IdentityProblems.Invalid("its first part is not canonical URL-safe base64");
        if (StrictBase64.Decode(parts[1]) is not { } payload)
            return IdentityProblems.Invalid("its second part is not canonical URL-safe base64");
        if (StrictBase64.Decode(parts[2]) is not { } signature)
            return IdentityProblems.Invalid("its signature is not canonical URL-safe base64");

        if (!StrictJson.Parse(payload).TryGet(out var claims, out var fault)) return IdentityProblems.Invalid($"claims: {fault.Detail}");
        if (claims.Root.ValueKind != JsonValueKind.Object)
            return IdentityProblems.Invalid($"its claims are a JSON {claims.Root.ValueKind}, expected an object");
        if (!StrictJson.Parse(header).TryGet(out var head, out fault)) return IdentityProblems.Invalid($"header: {fault.Detail}");
        if (FaultIn(head.Root) is { } why) return IdentityProblems.Invalid(why);
        if (Text(claims.Root, "iss") is not { Length: > 0 } issuer) return Malformed("its claims have no \"iss\" that is a string");

        return new UnverifiedToken(
            Encoding.ASCII.GetBytes(compact, 0, parts[0].Length + 1 + parts[1].Length), signature, claims.Root,
            Text(head.Root, "alg")!, Text(head.Root, "kid")!, issuer);
    }

    /// <summary>Checks signature, issuer, audience and times, in this order. The one way to an identity.</summary>
    public Parsed<VerifiedIdentity> Verify(SigningKeys keys, Expected expected, DateTimeOffset now)
    {
        if (keys.Find(KeyId) is not { } key) return IdentityProblems.Invalid("its key id is not among the keys that the issuer publishes");
        if (!key.Allows(Algorithm))
            return IdentityProblems.Invalid($"its algorithm is '{Shown(Algorithm)}', this key of the issuer is for {key.Algorithm}");
        if (!key.Verify(signedBytes, signature)) return IdentityProblems.Invalid("its signature does not hold");
        return VerifiedIdentity.Of(claims, signedBytes, expected, now);
    }

    /// <summary>
    /// Everything for which the token is not believed, to tell its sender at once: first what <see cref="Verify"/> said, then what else is
    /// wrong with its claims.
    /// </summary>
    public IReadOnlyList<string> Faults(Fault verdict, Expected expected, DateTimeOffset now) =>
    [
        .. VerifiedIdentity.Faults(claims, expected, now).Select(why => IdentityProblems.Invalid(why).Detail)
            .Prepend(verdict.Detail).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Tokens are secrets until they are spent.</summary>
    public override string ToString() => "[redacted]";

    private static string? FaultIn(JsonElement header)
    {
        if (header.ValueKind != JsonValueKind.Object) return $"its header is a JSON {header.ValueKind}, expected an object";
        if (RefusedHeaders.FirstOrDefault(name => header.TryGetProperty(name, out _)) is { } refused)
            return $"its header has '{refused}', which is never used";
        if (header.TryGetProperty("typ", out _) && Text(header, "typ")?.Equals("JWT", StringComparison.OrdinalIgnoreCase) != true)
            return "its header's 'typ' is not 'JWT'";
        if (Text(header, "alg") is null) return "its header has no 'alg' that is a string";
        return Text(header, "kid") is { Length: > 0 and <= MostKeyIdCharacters }
            ? null
            : $"its header has no 'kid' that is a string of 1 to {MostKeyIdCharacters} characters";
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Shown(string text) => text.Length > 20 ? text[..20] + "…" : text;

    private static Fault Malformed(string why) => IdentityProblems.MalformedToken.Because($"malformed JWT: {why}");
}
