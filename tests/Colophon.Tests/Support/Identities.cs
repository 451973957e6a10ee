using System.Text;
using System.Text.Json.Nodes;
using Colophon.Demo;
using Colophon.Rules.Identity;

namespace Colophon.Tests.Support;

/// <summary>Identities that went through the whole of verification, of jobs that the practice issuer vouches for.</summary>
internal static class Identities
{
    /// <summary>Where a provider has no public issuer.</summary>
    public const string AnyIssuer = "https://ci.example.org/oidc";

    private static readonly PracticeKey Key = new("k");

    public static VerifiedIdentity Of(PracticeJob job, string issuer = "https://token.actions.githubusercontent.com")
    {
        var claims = (JsonObject)job.Claims.DeepClone();
        if (!claims.ContainsKey("jti")) claims["jti"] = Guid.NewGuid().ToString();
        return Of(claims, issuer);
    }

    /// <summary>Of exactly these claims and the four that every token has.</summary>
    public static VerifiedIdentity Of(JsonObject job, string issuer)
    {
        var now = DateTimeOffset.UtcNow;
        var claims = (JsonObject)job.DeepClone();
        (claims["iss"], claims["aud"], claims["iat"], claims["exp"]) = (issuer, "test", now.ToUnixTimeSeconds(), now.ToUnixTimeSeconds()
            + 300);
        var jwks = Encoding.UTF8.GetBytes(new JsonObject { ["keys"] = new JsonArray(Key.ToJwk()) }.ToJsonString());
        return SigningKeys.Parse(jwks, ["RS256"]).TryGet(out var keys, out var fault) && UnverifiedToken.Parse(Key.Sign(claims))
            .TryGet(out var token, out fault)
            && token.Verify(keys, new Expected(issuer, "test", TimeSpan.FromHours(1)), now).TryGet(out var identity, out fault)
            ? identity
            : throw new InvalidOperationException(fault.Detail);
    }

    public static PublisherTerms Terms(string provider, Dictionary<string, string> fields, Dictionary<string, string>? pins = null,
        string? issuer = null)
    {
        var table = KnownProviders.Find(provider)!;
        var reading = table.Read(fields);
        Assert.True(reading.IsValid, reading.InWords());
        return new PublisherTerms(table, issuer ?? table.Issuer ?? AnyIssuer, reading.Values, pins ?? []);
    }
}
