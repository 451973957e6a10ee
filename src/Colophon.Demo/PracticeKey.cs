using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Colophon.Demo;

/// <summary>A key of the practice issuer: signs identity tokens, and shows its public half.</summary>
public sealed class PracticeKey : IDisposable
{
    /// <summary>Pairs that nobody uses any more, since two new primes take a tenth of a second. No two keys share one.</summary>
    private static readonly ConcurrentBag<RSA> Spare = [];

    private RSA? pair = Spare.TryTake(out var spare) ? spare : RSA.Create(2048);

    public PracticeKey(string id) => Id = id;

    private RSA Pair => pair ?? throw new ObjectDisposedException(nameof(PracticeKey));

    public string Id { get; }

    /// <summary>A JSON Web Token, RS256.</summary>
    public string Sign(JsonObject claims)
    {
        var header = new JsonObject { ["alg"] = "RS256", ["kid"] = Id, ["typ"] = "JWT" };
        var signed = $"{Encode(header)}.{Encode(claims)}";
        var signature = Pair.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <summary>The public half as the platform has it.</summary>
    public RSA Public() => RSA.Create(Pair.ExportParameters(includePrivateParameters: false));

    /// <summary>The public key as a JWK.</summary>
    public JsonObject ToJwk()
    {
        var numbers = Pair.ExportParameters(includePrivateParameters: false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["alg"] = "RS256",
            ["kid"] = Id,
            ["n"] = Base64Url.EncodeToString(numbers.Modulus),
            ["e"] = Base64Url.EncodeToString(numbers.Exponent),
        };
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref pair, null) is { } unused) Spare.Add(unused);
    }

    private static string Encode(JsonObject json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
}
