using System.Security.Cryptography;
using System.Text.Json;
using Colophon.Rules.Identity.Judging;
using Colophon.Rules.Identity.Telling;

namespace Colophon.Rules.Identity;

/// <summary>What an identity token must say to be meant for this index.</summary>
/// <param name="Issuer">Exact issuer URL.</param>
/// <param name="Audience">The one audience of this index.</param>
/// <param name="LongestLife">The longest <c>exp - iat</c> that this issuer's tokens may have.</param>
public sealed record Expected(string Issuer, string Audience, TimeSpan LongestLife)
{
    /// <summary>This issuer writes its one audience in a list; a text is refused then, as a list is elsewhere (threats.md A41).</summary>
    public bool InList { get; init; }
}

/// <summary>
/// An identity that an issuer vouches for: signature, issuer, audience and times hold. Only <see cref="UnverifiedToken.Verify"/> makes one.
/// </summary>
public sealed class VerifiedIdentity
{
    /// <summary>How far clocks may differ: the only leeway in the whole index (colophon.md 3).</summary>
    public static readonly TimeSpan Leeway = TimeSpan.FromSeconds(30);

    /// <summary>The oldest <c>iat</c> that is believed, and the longest life of any token.</summary>
    public static readonly TimeSpan OldestToken = TimeSpan.FromHours(24);

    private const int MostClaimCharacters = 1024;

    private VerifiedIdentity(string issuer, JsonElement claims, string replayKey, DateTimeOffset expires) =>
        (Issuer, Claims, ReplayKey, Expires) = (issuer, claims, replayKey, expires);

    public string Issuer { get; }

    /// <summary>All claims, a JSON object.</summary>
    public JsonElement Claims { get; }

    /// <summary>The claims on their own, for what can be said without a publisher.</summary>
    public UnprovedClaims Unproved => new(Claims);

    /// <summary>
    /// What makes the token one of a kind at its issuer: its <c>jti</c>, or the hash of its signed bytes, so that replay protection has no
    /// gap.
    /// </summary>
    public string ReplayKey { get; }

    public DateTimeOffset Expires { get; }

    /// <summary>A claim that is a string; null when it is absent, null, of another type or longer than 1,024 characters.</summary>
    public string? Claim(string name) =>
        Raw(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: <= MostClaimCharacters } text
            ? text
            : null;

    /// <summary>A claim of whatever type; a name that begins with a slash is a path (<see cref="ClaimName"/>).</summary>
    internal JsonElement? Raw(string name) => ClaimName.Find(Claims, name);

    public override string ToString() => $"identity of {Issuer}";

    internal static Parsed<VerifiedIdentity> Of(JsonElement claims, ReadOnlySpan<byte> signedBytes, Expected expected, DateTimeOffset now)
    {
        if (Faults(claims, expected, now) is [var first, ..]) return IdentityProblems.Invalid(first);

        var expires = DateTimeOffset.FromUnixTimeSeconds(Seconds(claims, "exp")!.Value);
        return new VerifiedIdentity(expected.Issuer, claims, ReplayKeyOf(claims, signedBytes), expires);
    }

    /// <summary>What is wrong with address, times and types of the claims: each at most once.</summary>
    internal static IReadOnlyList<string> Faults(JsonElement claims, Expected expected, DateTimeOffset now) =>
    [
        .. new[] { WrongAddress(claims, expected), WrongTime(claims, expected, now.ToUnixTimeSeconds()), WrongType(claims) }
            .OfType<string>(),
    ];

    private static string? WrongAddress(JsonElement claims, Expected expected)
    {
        if (!IsText(claims, "iss", expected.Issuer)) return $"its issuer is not exactly '{expected.Issuer}'";
        if (expected.InList ? IsListOf(claims, expected.Audience) : IsText(claims, "aud", expected.Audience)) return null;

        var found = claims.TryGetProperty("aud", out var audience) ? audience.GetRawText() : "nothing";
        return $"its audience is {(found.Length > 200 ? found[..200] + "…" : found)}, expected exactly "
            + (expected.InList ? $"[\"{expected.Audience}\"]" : $"the text \"{expected.Audience}\"");
    }

    private static string? WrongTime(JsonElement claims, Expected expected, long now)
    {
        var leeway = (long)Leeway.TotalSeconds;
        if (Seconds(claims, "exp") is not { } expires) return "its 'exp' is not a whole number of seconds";
        if (Seconds(claims, "iat") is not { } issued) return "its 'iat' is not a whole number of seconds";
        if (now >= expires + leeway) return $"it expired {now - expires} seconds ago";
        if (issued > now + leeway) return $"it was issued {issued - now} seconds in the future";
        if (issued < now - (long)OldestToken.TotalSeconds) return "it was issued more than a day ago";
        if (expires <= issued || expires - issued > (long)expected.LongestLife.TotalSeconds)
            return $"it lives {expires - issued} seconds, expected at most {expected.LongestLife.TotalSeconds:0}";

        if (!claims.TryGetProperty("nbf", out _)) return null;
        if (Seconds(claims, "nbf") is not { } notBefore) return "its 'nbf' is not a whole number of seconds";
        if (notBefore > now + leeway) return $"it is good only in {notBefore - now} seconds";
        return notBefore > expires ? "its 'nbf' is after its 'exp'" : null;
    }

    private static string? WrongType(JsonElement claims)
    {
        foreach (var name in (ReadOnlySpan<string>)["sub", "jti"])
        {
            if (!claims.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) continue;
            if (value.ValueKind != JsonValueKind.String || value.GetString()!.Length > MostClaimCharacters)
                return $"its '{name}' is not a string of at most {MostClaimCharacters} characters";
        }

        return null;
    }

    private static string ReplayKeyOf(JsonElement claims, ReadOnlySpan<byte> signedBytes)
    {
        var id = claims.TryGetProperty("jti", out var jti) && jti.ValueKind == JsonValueKind.String ? jti.GetString()! : "";
        if (id.Length is > 0 and <= 128) return $"jti:{id}";
        return id.Length > 0
            ? $"jti-sha256:{Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id)))}"
            : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(signedBytes))}";
    }

    /// <summary>A JSON integer written as digits: no sign, fraction, exponent or quotes (threats.md A46).</summary>
    private static long? Seconds(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
        && value.GetRawText() is { Length: <= 12 } digits && digits.All(char.IsAsciiDigit)
            ? value.GetInt64()
            : null;

    private static bool IsListOf(JsonElement claims, string text) =>
        claims.TryGetProperty("aud", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == 1
            && list[0].ValueKind == JsonValueKind.String && string.Equals(list[0].GetString(), text, StringComparison.Ordinal);

    private static bool IsText(JsonElement claims, string name, string text) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            && string.Equals(value.GetString(), text, StringComparison.Ordinal);
}
