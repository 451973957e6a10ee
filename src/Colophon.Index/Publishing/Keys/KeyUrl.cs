using System.Text.Json;
using Colophon.Rules.Identity;

namespace Colophon.Index.Publishing.Keys;

/// <summary>Reads an issuer's discovery document (OpenID Connect Discovery 1.0, section 4).</summary>
internal static class KeyUrl
{
    public static string Discovery(string issuer) => $"{issuer.TrimEnd('/')}/.well-known/openid-configuration";

    /// <exception cref="InvalidDataException">
    /// The document is not this issuer's, names no keys, or leads to another host, which only the operator may allow (threats.md D06, D07,
    /// D20).
    /// </exception>
    public static string Of(ReadOnlyMemory<byte> discovery, string issuer)
    {
        if (!StrictJson.Parse(discovery).TryGet(out var json, out var fault))
            throw new InvalidDataException($"the discovery document is not strict JSON: {fault.Detail}");

        if (!string.Equals(Text(json, "issuer"), issuer, StringComparison.Ordinal))
            throw new InvalidDataException($"the discovery document is of the issuer {Shown(json, "issuer")}, expected '{issuer}'");
        if (!Uri.TryCreate(Text(json, "jwks_uri"), UriKind.Absolute, out var keys))
            throw new InvalidDataException($"the discovery document's jwks_uri is {Shown(json, "jwks_uri")}, expected a URL");

        var own = new Uri(issuer);
        return string.Equals(keys.Authority, own.Authority, StringComparison.Ordinal) && keys.Scheme == own.Scheme
            && keys.UserInfo.Length == 0
            ? keys.AbsoluteUri
            : throw new InvalidDataException($"the discovery document leads to {keys.Scheme}://{keys.Authority}, expected {own.Scheme}://"
                + $"{own.Authority}; if that is right, name the keys' URL for this issuer (--keys, or Keys in the settings)");
    }

    private static string? Text(StrictJson json, string name) =>
        Member(json, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    /// <summary>Serialised anew, so that no line break reaches the log, and cut.</summary>
    private static string Shown(StrictJson json, string name) => Member(json, name) is { } value
        ? JsonSerializer.Serialize(value) is { Length: > 200 } text ? $"{text[..200]}…" : JsonSerializer.Serialize(value)
        : "missing";

    private static JsonElement? Member(StrictJson json, string name) =>
        json.Root.ValueKind == JsonValueKind.Object && json.Root.TryGetProperty(name, out var value) ? value : null;
}
