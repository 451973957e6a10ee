using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Colophon.Rules.Identity;
using CsCheck;

namespace Colophon.Tests.Rules.Identity;

/// <summary>Threats A01 to A65: what a token says, bent in one way at a time.</summary>
public sealed class IdentityTokenTests
{
    private const string Issuer = "https://issuer.example";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly RSA Key = RSA.Create(2048);
    private static readonly ECDsa Curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly Expected Expected = new(Issuer, "colophon", TimeSpan.FromHours(6));

    private static string Claims(string more = "") =>
        $$"""{"iss":"{{Issuer}}","aud":"colophon","iat":1799999990,"nbf":1799999990,"exp":1800000290,"jti":"one","sub":"me"{{more}}}""";

    private const string Header = """{"alg":"RS256","kid":"k1","typ":"JWT"}""";

    private static string Sign(string header, string payload) => Sign(Encoding.UTF8.GetBytes(header), Encoding.UTF8.GetBytes(payload));

    private static string Sign(byte[] header, byte[] payload)
    {
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(Key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    private static JsonObject Jwk(RSA key, string id = "k1")
    {
        var numbers = key.ExportParameters(false);
        return new JsonObject
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["alg"] = "RS256",
            ["kid"] = id,
            ["n"] = Base64Url.EncodeToString(numbers.Modulus),
            ["e"] = Base64Url.EncodeToString(numbers.Exponent)
        };
    }

    private static Colophon.Rules.Parsed<SigningKeys> Keys(params JsonNode[] keys) =>
        SigningKeys.Parse(Encoding.UTF8.GetBytes(new JsonObject { ["keys"] = new JsonArray(keys) }.ToJsonString()), ["RS256", "ES256"]);

    private static SigningKeys Good => Keys(Jwk(Key)).TryGet(out var keys, out var fault)
        ? keys
        : throw new InvalidOperationException(fault.Detail);

    /// <summary>"ok", or the code that PyPI's clients see.</summary>
    private static string Judge(string token, SigningKeys? keys = null, DateTimeOffset? now = null, bool inList = false)
    {
        if (!UnverifiedToken.Parse(token).TryGet(out var parsed, out var fault)) return fault.Problem.AsPyPI!;
        return parsed.Verify(keys ?? Good, Expected with { InList = inList }, now ?? Now).TryGet(out _, out fault) ? "ok" : fault.Problem.AsPyPI!;
    }

    [Fact]
    public void A_good_token_is_believed()
    {
        Assert.Equal("ok", Judge(Sign(Header, Claims())));
        Assert.Equal("ok", Judge(Sign("""{"alg":"RS256","kid":"k1","x5t":"abc"}""", Claims())));
    }

    [Theory]
    [InlineData("""{"alg":"none","kid":"k1"}""")]
    [InlineData("""{"alg":"nOnE","kid":"k1"}""")]
    [InlineData("""{"alg":"HS256","kid":"k1"}""")]
    [InlineData("""{"alg":"RS384","kid":"k1"}""")]
    [InlineData("""{"alg":"PS256","kid":"k1"}""")]
    [InlineData("""{"alg":"ES256","kid":"k1"}""")]
    [InlineData("""{"alg":"RS256"}""")]
    [InlineData("""{"alg":"RS256","kid":1}""")]
    [InlineData("""{"alg":"RS256","kid":null}""")]
    [InlineData("""{"alg":"RS256","kid":["k1"]}""")]
    [InlineData("""{"alg":"RS256","kid":"../../etc/passwd"}""")]
    [InlineData("""{"alg":"RS256","alg":"RS256","kid":"k1"}""")]
    [InlineData("""{"alg":"RS256","kid":"k1","jwk":{}}""")]
    [InlineData("""{"alg":"RS256","kid":"k1","jku":"https://x"}""")]
    [InlineData("""{"alg":"RS256","kid":"k1","x5u":"https://x"}""")]
    [InlineData("""{"alg":"RS256","kid":"k1","x5c":[]}""")]
    [InlineData("""{"alg":"RS256","kid":"k1","crit":["b64"],"b64":false}""")]
    [InlineData("""{"alg":"RS256","kid":"k1","zip":"DEF"}""")]
    [InlineData("""{"alg":"RS256","kid":"k1","cty":"JWT"}""")]
    [InlineData("""{"alg":"RS256","kid":"k1","typ":"at+jwt"}""")]
    [InlineData("""{"alg":"RS256","kid":"k1","typ":null}""")]
    [InlineData("""{"alg":5,"kid":"k1"}""")]
    [InlineData("[]")]
    [InlineData("""{"alg":"RS256","kid":"k1"} x""")]
    public void A_bent_header_is_refused(string header) => Assert.Equal("invalid-token", Judge(Sign(header, Claims())));

    [Theory]
    [InlineData(""","jti":"two"}""")]
    [InlineData(""","\u0069ss":"https://evil"}""")]
    [InlineData("} {}")]
    [InlineData("}x")]
    [InlineData("}\0")]
    [InlineData(",}")]
    [InlineData(""","a":NaN}""")]
    [InlineData(""","a":"\ud800"}""")]
    [InlineData(""","\udc00":1}""")]
    [InlineData("/* */}")]
    public void A_payload_that_is_not_strict_json_is_refused(string ending) =>
        Assert.Equal("invalid-token", Judge(Sign(Header, Claims()[..^1] + ending)));

    [Fact]
    public void Bytes_that_are_no_unicode_or_begin_with_a_mark_are_refused()
    {
        Assert.Equal("invalid-token", Judge(Sign(Encoding.UTF8.GetBytes(Header), [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Claims())])));
        Assert.Equal("invalid-token",
            Judge(Sign(Encoding.UTF8.GetBytes(Header),
            [.. Encoding.UTF8.GetBytes(Claims()[..^1]), .. ",\"a\":\""u8.ToArray(), 0xC0, 0x80, .. "\"}"u8.ToArray()])));
    }

    [Fact]
    public void Nesting_beyond_sixteen_is_refused_without_harm()
    {
        foreach (var depth in (int[])[17, 100, 3000])
            Assert.Equal("invalid-token",
                Judge(Sign(Header, Claims()[..^1] + ",\"a\":" + new string('[', depth) + new string(']', depth) + "}")));
    }

    [Theory]
    [InlineData("iss", "\"https://issuer.example/\"")]
    [InlineData("iss", "\"https://ISSUER.example\"")]
    [InlineData("iss", "\"https://issuer.example.evil.example\"")]
    [InlineData("aud", "null")]
    [InlineData("aud", "\"\"")]
    [InlineData("aud", "7")]
    [InlineData("aud", "\"Colophon\"")]
    [InlineData("aud", "\"colophon/\"")]
    [InlineData("aud", "[\"colophon\"]")]
    [InlineData("aud", "[\"colophon\",\"pypi\"]")]
    [InlineData("exp", "null")]
    [InlineData("exp", "\"1800000290\"")]
    [InlineData("exp", "1800000290.0")]
    [InlineData("exp", "1.80000029e9")]
    [InlineData("exp", "true")]
    [InlineData("exp", "-1")]
    [InlineData("exp", "0")]
    [InlineData("exp", "1800000290000")]
    [InlineData("exp", "9223372036854775808")]
    [InlineData("exp", "1800086400")]
    [InlineData("iat", "null")]
    [InlineData("iat", "1800000031")]
    [InlineData("iat", "1799910000")]
    [InlineData("nbf", "1800000031")]
    [InlineData("nbf", "\"1\"")]
    [InlineData("jti", "5")]
    [InlineData("sub", "{}")]
    public void A_bent_claim_is_refused(string claim, string value)
    {
        var claims = JsonNode.Parse(Claims())!.AsObject();
        claims.Remove(claim);
        Assert.Equal("invalid-token", Judge(Sign(Header, claims.ToJsonString()[..^1] + $",\"{claim}\":{value}}}")));
    }

    [Theory]
    [InlineData("[\"colophon\"]", "ok")]
    [InlineData("\"colophon\"", "invalid-token")]
    [InlineData("[]", "invalid-token")]
    [InlineData("[\"colophon\",\"colophon\"]", "invalid-token")]
    [InlineData("[\"colophon\",\"kubernetes\"]", "invalid-token")]
    [InlineData("[[\"colophon\"]]", "invalid-token")]
    [InlineData("[\"Colophon\"]", "invalid-token")]
    [InlineData("[null]", "invalid-token")]
    public void An_issuer_that_writes_a_list_writes_one_with_this_index_alone(string audience, string expected) =>
        Assert.Equal(expected, Judge(Sign(Header, Claims().Replace("\"aud\":\"colophon\"", "\"aud\":" + audience, StringComparison.Ordinal)),
            inList: true));

    [Theory]
    [InlineData("aud")]
    [InlineData("exp")]
    [InlineData("iat")]
    public void A_missing_claim_is_refused(string claim)
    {
        var claims = JsonNode.Parse(Claims())!.AsObject();
        claims.Remove(claim);
        Assert.Equal("invalid-token", Judge(Sign(Header, claims.ToJsonString())));
    }

    [Theory]
    [InlineData(319, "ok")]
    [InlineData(320, "invalid-token")]
    [InlineData(321, "invalid-token")]
    public void Clocks_may_differ_by_thirty_seconds_and_no_more(int secondsLater, string verdict) =>
        Assert.Equal(verdict, Judge(Sign(Header, Claims()), now: Now.AddSeconds(secondsLater)));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("a.b.c.d.e")]
    [InlineData("..")]
    [InlineData("{\"payload\":\"x\"}")]
    public void A_text_of_other_than_three_parts_is_malformed(string token) => Assert.Equal("invalid-payload", Judge(token));

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"iss\":null}")]
    [InlineData("{\"iss\":5}")]
    [InlineData("{\"iss\":[]}")]
    public void A_token_without_an_issuer_is_malformed(string payload) => Assert.Equal("invalid-payload", Judge(Sign(Header, payload)));

    [Fact]
    public void No_other_spelling_of_base64_is_read()
    {
        var token = Sign(Header, Claims());
        foreach (var bent in (string[])[token + "=", token + " ", "\n" + token, token.Replace('-', '+'), token[..^1]
            + (char)(token[^1] ^ 1), token.Insert(9, "?")])
            Assert.True(bent == token || Judge(bent) != "ok", bent[^5..]);
    }

    [Fact]
    public void Signatures_of_another_length_or_value_are_refused()
    {
        var parts = Sign(Header, Claims()).Split('.');
        var signature = Base64Url.DecodeFromChars(parts[2]);
        foreach (var bent in (byte[][])[[0, .. signature], signature[1..], [.. signature, 0], new byte[256], [.. signature.Reverse()]])
            Assert.Equal("invalid-token", Judge($"{parts[0]}.{parts[1]}.{Base64Url.EncodeToString(bent)}"));
    }

    [Fact]
    public void No_mutation_of_a_good_token_is_believed()
    {
        var token = Sign(Header, Claims());
        Gen.Select(Gen.Int[0, token.Length - 1], Gen.Char["ABCxyz019-_.=\0 "]).Sample((at, letter) =>
            token[at] == letter || Judge(token[..at] + letter + token[(at + 1)..]) != "ok", iter: 5_000);
    }

    [Fact]
    public void A_huge_token_is_refused_before_it_is_decoded()
    {
        Assert.False(UnverifiedToken.Parse(new string('a', 17_000)).TryGet(out _, out var fault));
        Assert.Equal(413, fault.Problem.Status);
    }

    [Fact]
    public void Replay_protection_has_no_gap()
    {
        string ReplayKey(string payload) =>
            UnverifiedToken.Parse(Sign(Header, payload)).TryGet(out var token, out _) && token.Verify(Good, Expected, Now)
            .TryGet(out var identity, out _) ? identity.ReplayKey : "";
        Assert.Equal("jti:one", ReplayKey(Claims()));
        Assert.StartsWith("sha256:", ReplayKey(Claims().Replace(",\"jti\":\"one\"", "", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.StartsWith("sha256:", ReplayKey(Claims().Replace("\"one\"", "\"\"", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.StartsWith("jti-sha256:", ReplayKey(Claims().Replace("\"one\"", $"\"{new string('j', 500)}\"", StringComparison.Ordinal)),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_curve_key_verifies_where_it_is_allowed()
    {
        var point = Curve.ExportParameters(false).Q;
        var jwk = new JsonObject
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["kid"] = "e1",
            ["x"] = Base64Url.EncodeToString(point.X),
            ["y"] = Base64Url.EncodeToString(point.Y)
        };
        var signed = $"{Base64Url.EncodeToString("""{"alg":"ES256","kid":"e1"}"""u8)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Claims()))}";
        var signature = Curve.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256,
            DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        var der = Curve.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

        Assert.True(Keys(jwk).TryGet(out var keys, out _));
        Assert.Equal("ok", Judge($"{signed}.{Base64Url.EncodeToString(signature)}", keys));
        Assert.Equal("invalid-token", Judge($"{signed}.{Base64Url.EncodeToString(der)}", keys));
        Assert.Equal("invalid-token", Judge($"{signed}.{Base64Url.EncodeToString(new byte[64])}", keys));
        Assert.False(SigningKeys.Parse(Encoding.UTF8.GetBytes(new JsonObject { ["keys"] = new JsonArray(jwk.DeepClone()) }.ToJsonString()),
            ["RS256"]).TryGet(out _, out _));
    }

    [Fact]
    public void Weak_wrong_and_secret_keys_are_no_keys()
    {
        using var small = RSA.Create(1024);
        Assert.False(Keys(Jwk(small)).TryGet(out _, out var fault));
        Assert.Contains("1024 bits", fault.Detail, StringComparison.Ordinal);
        foreach (var (member, value) in ((string, JsonNode)[])[("use", "enc"), ("key_ops", new JsonArray("sign")), ("alg", "RS384"),
            ("kty", "oct"), ("e", "AQ"), ("e", "Aw"), ("d", "AQAB"), ("n", "!!"), ("kid", "")])
        {
            var jwk = Jwk(Key);
            jwk[member] = value;
            Assert.False(Keys(jwk).TryGet(out _, out _), member);
        }

        Assert.False(Keys(Jwk(Key), Jwk(Key)).TryGet(out _, out _)); // one id, two keys
        Assert.False(Keys([.. Enumerable.Range(0, 65).Select(i => Jwk(Key, $"k{i}"))]).TryGet(out _, out _));
        // one secret spoils the set
        Assert.False(Keys(Jwk(Key), new JsonObject { ["kty"] = "oct", ["k"] = "AAAA", ["kid"] = "x" }).TryGet(out _, out _));
        Assert.False(Keys().TryGet(out _, out _));
    }

    [Fact]
    public void Many_threads_verify_with_one_key()
    {
        var (token, keys) = (Sign(Header, Claims()), Good);
        var verdicts = Enumerable.Range(0, 2000).AsParallel().WithDegreeOfParallelism(8).Select(_ => Judge(token, keys)).Distinct()
            .ToList();
        Assert.Equal(["ok"], verdicts);
    }
}
