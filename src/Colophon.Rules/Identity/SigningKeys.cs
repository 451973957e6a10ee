using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;

namespace Colophon.Rules.Identity;

/// <summary>An issuer's published keys (RFC 7517), those that may be used, by key id.</summary>
public sealed class SigningKeys
{
    private const int MostKeys = 64;

    /// <summary>What is read. EdDSA is not: .NET 10 has no Ed25519 of its own.</summary>
    public static readonly IReadOnlyList<string> KnownAlgorithms = ["RS256", "ES256", "ES384", "PS256"];

    private static readonly string[] PrivateMembers = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

    private readonly FrozenDictionary<string, SigningKey> keys;

    private SigningKeys(Dictionary<string, SigningKey> keys, IReadOnlyList<string> refused) =>
        (this.keys, Refused) = (keys.ToFrozenDictionary(StringComparer.Ordinal), refused);

    /// <summary>Why keys were left out, one sentence each, for the operator's log.</summary>
    public IReadOnlyList<string> Refused { get; }

    public SigningKey? Find(string keyId) => keys.GetValueOrDefault(keyId);

    /// <param name="algorithms">Those that the operator allows for this issuer.</param>
    public static Parsed<SigningKeys> Parse(ReadOnlyMemory<byte> jwks, IReadOnlyCollection<string> algorithms)
    {
        if (!StrictJson.Parse(jwks).TryGet(out var json, out var fault)) return Unusable($"the key set is not strict JSON: {fault.Detail}");
        if (json.Root.ValueKind != JsonValueKind.Object || !json.Root.TryGetProperty("keys", out var list)
            || list.ValueKind != JsonValueKind.Array)
            return Unusable("the key set has no list \"keys\"");
        if (list.GetArrayLength() > MostKeys) return Unusable($"the key set has {list.GetArrayLength()} keys, expected at most {MostKeys}");
        // threats.md A34
        if (list.EnumerateArray().Any(IsSecret))
            return Unusable("the key set holds a private or symmetric key: nothing in it can be trusted");

        var (found, refused) = ReadAll(list, algorithms);
        return found.Count > 0 ? new SigningKeys(found, refused) : Unusable($"the key set has no usable key: {string.Join("; ", refused)}");
    }

    private static (Dictionary<string, SigningKey> Keys, List<string> Refused) ReadAll(JsonElement list,
        IReadOnlyCollection<string> algorithms)
    {
        var keys = new Dictionary<string, SigningKey>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var refused = new List<string>();
        foreach (var jwk in list.EnumerateArray())
        {
            var id = Text(jwk, "kid") ?? "";
            try
            {
                if (id.Length is 0 or > 256) throw new CryptographicException("it has no 'kid'");
                if (!seen.Add(id))
                {
                    keys.Remove(id); // which of the two was meant cannot be known (threats.md A35)
                    throw new CryptographicException("another key has the same 'kid': both are left out");
                }

                keys.Add(id, Read(jwk, algorithms));
            }
            catch (CryptographicException exception)
            {
                refused.Add($"key '{(id.Length > 60 ? id[..60] : id)}': {exception.Message}");
            }
        }

        return (keys, refused);
    }

    private static SigningKey Read(JsonElement jwk, IReadOnlyCollection<string> algorithms)
    {
        if (jwk.TryGetProperty("use", out _) && Text(jwk, "use") != "sig") throw new CryptographicException("its 'use' is not 'sig'");
        if (jwk.TryGetProperty("key_ops", out var ops)
            && !(ops.ValueKind == JsonValueKind.Array && ops.EnumerateArray().Any(op => op.ValueEquals("verify"u8))))
            throw new CryptographicException("its 'key_ops' do not allow 'verify'");

        var algorithm = AlgorithmOf(jwk, algorithms);
        return algorithm is "RS256" or "PS256"
            ? SigningKey.Rsa(algorithm, Number(jwk, "n"), Number(jwk, "e"))
            : SigningKey.Ec(algorithm, Number(jwk, "x"), Number(jwk, "y"));
    }

    /// <summary>The one algorithm of a key: what it names, or what its kind allows among those the operator allows.</summary>
    private static string AlgorithmOf(JsonElement jwk, IReadOnlyCollection<string> algorithms)
    {
        var fitting = (Text(jwk, "kty"), Text(jwk, "crv")) switch
        {
            ("RSA", null) => ["RS256", "PS256"],
            ("EC", "P-256") => ["ES256"],
            ("EC", "P-384") => (string[])["ES384"],
            var (kty, crv) => throw new CryptographicException($"its kind '{kty} {crv}' is not one that is read here"),
        };
        var named = jwk.TryGetProperty("alg", out _) ? [Text(jwk, "alg") ?? "?"] : fitting;
        return fitting.Intersect(named).FirstOrDefault(algorithms.Contains)
            ?? throw new CryptographicException($"its algorithm {string.Join(" or ", named)} is not among those allowed for the issuer: "
                + $"{string.Join(", ", algorithms)}");
    }

    private static bool IsSecret(JsonElement jwk) =>
        jwk.ValueKind != JsonValueKind.Object || Text(jwk, "kty") == "oct" || PrivateMembers.Any(name => jwk.TryGetProperty(name, out _));

    private static byte[] Number(JsonElement jwk, string name)
    {
        return Text(jwk, name) is { Length: > 0 and <= 2048 } text && StrictBase64.Decode(text) is { } bytes
            ? bytes
            : throw new CryptographicException($"its '{name}' is not URL-safe base64");
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static Fault Unusable(string why) => IdentityProblems.UnusableKeys.Because(why);
}
