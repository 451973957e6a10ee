using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Colophon.Demo;

/// <summary>How a job asks for its identity token, as GitHub Actions tells it by two environment variables.</summary>
public sealed record TokenRequest(string Url, string Bearer);

/// <summary>
/// A practice identity provider on this machine: discovery, keys, and the request URL of GitHub Actions. It vouches for whatever job it is
/// told to, so no index trusts it outside of Development.
/// </summary>
public sealed class PracticeIssuer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<string, PracticeJob> jobs = new(StringComparer.Ordinal);
    private readonly List<PracticeKey> keys = [new PracticeKey("practice-1")];

    private PracticeIssuer(WebApplication app, TimeProvider clock) => (this.app, this.clock) = (app, clock);

    /// <summary>The issuer's URL, exactly as its tokens have it.</summary>
    public string Url { get; private set; } = "";

    /// <summary>The URL without its scheme.</summary>
    public string Host => Url[(Url.IndexOf("://", StringComparison.Ordinal) + 3)..];

    /// <summary>Ends when the process is told to stop.</summary>
    public Task Stopped => app.WaitForShutdownAsync();

    /// <param name="port">0 for a free one.</param>
    /// <param name="clock">What its tokens' times are; null for the machine's.</param>
    public static async Task<PracticeIssuer> Start(int port = 0, TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var issuer = new PracticeIssuer(app, clock ?? TimeProvider.System);
        app.MapGet("/.well-known/openid-configuration", issuer.Discovery);
        app.MapGet("/jwks", issuer.Jwks);
        app.MapGet("/token-request/{job}", issuer.HandOut);
        await app.StartAsync();
        issuer.Url = app.Urls.First();
        return issuer;
    }

    /// <summary>Registers a job, and says how it asks for its token.</summary>
    public TokenRequest RequestFor(PracticeJob job)
    {
        var bearer = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        jobs[bearer] = job;
        return new TokenRequest($"{Url}/token-request/1?api-version=2.0", bearer);
    }

    /// <summary>An identity token at once, as GitLab puts it into the job's environment.</summary>
    /// <param name="life">Seconds.</param>
    public string Token(PracticeJob job, string audience, int life = 300)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = (JsonObject)job.Claims.DeepClone();
        claims["iss"] = Url;
        claims["aud"] = audience;
        (claims["iat"], claims["nbf"], claims["exp"]) = (now, now - 5, now + life);
        if (!claims.ContainsKey("jti")) claims["jti"] = Guid.NewGuid().ToString("D");
        return keys[^1].Sign(claims);
    }

    /// <summary>Signs with a new key from now on; the old one is still published.</summary>
    public void Rotate() => keys.Add(new PracticeKey($"practice-{keys.Count + 1}"));

    /// <summary>Publishes the newest key alone.</summary>
    public void Withdraw() => keys.RemoveRange(0, keys.Count - 1);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        foreach (var key in keys) key.Dispose();
    }

    private IResult Discovery() => Results.Json(new JsonObject
    {
        ["issuer"] = Url,
        ["jwks_uri"] = $"{Url}/jwks",
        ["response_types_supported"] = new JsonArray("id_token"),
        ["subject_types_supported"] = new JsonArray("public"),
        ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
    });

    private IResult Jwks() => Results.Json(new JsonObject { ["keys"] = new JsonArray([.. keys.Select(key => (JsonNode)key.ToJwk())]) });

    private IResult HandOut(HttpRequest request)
    {
        var authorization = request.Headers.Authorization.ToString();
        var bearer = authorization.StartsWith("bearer ", StringComparison.OrdinalIgnoreCase) ? authorization["bearer ".Length..] : "";
        if (!jobs.TryGetValue(bearer, out var job))
            return Results.Json(new { message = "The bearer token is none of this issuer's jobs." }, statusCode: 401);
        if (request.Query["audience"].ToString() is not { Length: > 0 } audience)
            return Results.Json(new { message = "The query names no audience." }, statusCode: 400);
        return Results.Json(new JsonObject { ["count"] = 1, ["value"] = Token(job, audience) });
    }
}
