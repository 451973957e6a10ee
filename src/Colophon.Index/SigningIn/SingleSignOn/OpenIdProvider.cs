using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Colophon.Index.Web;
using Colophon.Index.Web.Outside;
using Colophon.Rules.Identity;
using Microsoft.AspNetCore.WebUtilities;

namespace Colophon.Index.SigningIn.SingleSignOn;

/// <summary>A question to the provider that is under way: what its answer must fit.</summary>
/// <param name="Verifier">Of PKCE (RFC 7636): the code is worth nothing without it.</param>
internal sealed record SignOnQuestion(string State, string Nonce, string Verifier);

/// <summary>Who the provider says it is.</summary>
/// <param name="SignedIn">When they signed in there, where it says so.</param>
internal sealed record SignOnPerson(string Issuer, string Subject, string? Email, string? Name, DateTimeOffset? SignedIn);

/// <summary>
/// The organisation's OpenID provider: the code flow with PKCE, state and nonce, over the one guarded way out, and ID tokens judged by the
/// strict reader that judges those of CI (ADR 0027).
/// </summary>
internal sealed class OpenIdProvider(Settings settings, OutsideCalls outside, PublicAddress address, TimeProvider clock,
    ILogger<OpenIdProvider> log)
{
    private static readonly string[] Algorithms = [.. SigningKeys.KnownAlgorithms];

    private SignOnSetting Setting => settings.SingleSignOn ?? throw Standings.Nothing();

    public string Name => Setting.Name;

    public string Issuer => Setting.Authority;

    private string BackUrl => $"{address.Url}/sign-on/back";

    /// <summary>Where the browser goes to sign in.</summary>
    /// <param name="again">Asks the person even if the provider knows the browser.</param>
    public async Task<string> SignInUrl(SignOnQuestion question, bool again, CancellationToken ct)
    {
        var parameters = new Dictionary<string, string?>
        {
            ["client_id"] = Setting.ClientId,
            ["response_type"] = "code",
            ["redirect_uri"] = BackUrl,
            ["scope"] = "openid email profile",
            ["state"] = question.State,
            ["nonce"] = question.Nonce,
            ["code_challenge"] = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(question.Verifier))),
            ["code_challenge_method"] = "S256",
        };
        if (again) (parameters["prompt"], parameters["max_age"]) = ("login", "0");
        return QueryHelpers.AddQueryString(await Endpoint("authorization_endpoint", ct), parameters);
    }

    /// <summary>Where the browser can sign out there too (OpenID Connect RP-Initiated Logout); null where nothing is offered.</summary>
    public async Task<string?> SignOutUrl(CancellationToken ct) =>
        Text(await Discovery(ct), "end_session_endpoint") is { } there && IsWebAddress(there)
            ? QueryHelpers.AddQueryString(there,
                new Dictionary<string, string?> { ["client_id"] = Setting.ClientId, ["post_logout_redirect_uri"] = $"{address.Url}/" })
            : null;

    /// <summary>Trades the code for an ID token, and believes it only if everything fits.</summary>
    public async Task<SignOnPerson> Redeem(string code, SignOnQuestion question, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, await Endpoint("token_endpoint", ct));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(
            $"{Uri.EscapeDataString(Setting.ClientId)}:{Uri.EscapeDataString(Setting.ClientSecret)}")));
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = BackUrl,
            ["code_verifier"] = question.Verifier,
        });
        var tokens = await Ask(request, ct);
        var idToken = Text(tokens, "id_token") ?? throw Failed("its answer has no ID token");
        var identity = await Verify(idToken, ct);
        if (identity.Claim("nonce") != question.Nonce) throw Failed("the ID token's nonce is not the one that was asked with");
        if (identity.Claim("azp") is { } party && party != Setting.ClientId) throw Failed("the ID token was made for another client");
        if (identity.Claim("sub") is not { Length: > 0 and <= 255 } subject) throw Failed("the ID token has no 'sub'");
        return await Person(identity, subject, Text(tokens, "access_token"), ct);
    }

    /// <summary>Keys are fetched for each sign-in: they are few, and no rotation can come between.</summary>
    private async Task<VerifiedIdentity> Verify(string idToken, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, await Endpoint("jwks_uri", ct));
        var jwks = JsonSerializer.SerializeToUtf8Bytes(await Ask(request, ct));
        if (!SigningKeys.Parse(jwks, Algorithms).TryGet(out var keys, out var fault)) throw Failed(fault.Detail);
        if (!UnverifiedToken.Parse(idToken).TryGet(out var token, out fault)) throw Failed(fault.Detail);

        var expected = new Expected(Setting.Authority, Setting.ClientId, VerifiedIdentity.OldestToken);
        if (token.Verify(keys, expected, clock.GetUtcNow()).TryGet(out var identity, out fault)) return identity;
        return token.Verify(keys, expected with { InList = true }, clock.GetUtcNow()).TryGet(out identity, out _)
            ? identity
            : throw Failed(fault.Detail);
    }

    /// <summary>Providers tell addresses in the ID token, or when they are asked for them.</summary>
    private async Task<SignOnPerson> Person(VerifiedIdentity identity, string subject, string? accessToken, CancellationToken ct)
    {
        var claims = identity.Claims;
        if (Text(claims, "email") is null && accessToken is not null && Text(await Discovery(ct), "userinfo_endpoint") is { } userInfo)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, userInfo);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
            var told = await Ask(request, ct);
            if (Text(told, "sub") != subject) throw Failed("what it tells of the person is of another");
            claims = told;
        }

        var isVerified = claims.TryGetProperty("email_verified", out var verified) && verified.ValueKind == JsonValueKind.True;
        DateTimeOffset? signedIn = identity.Claims.TryGetProperty("auth_time", out var time) && time.TryGetInt64(out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
        var (email, name) = (isVerified ? Text(claims, "email") : null, Text(claims, "preferred_username"));
        return new SignOnPerson(identity.Issuer, subject, email, name, signedIn);
    }

    private async Task<string> Endpoint(string name, CancellationToken ct) =>
        Text(await Discovery(ct), name) is { } url && IsWebAddress(url) ? url : throw Failed($"its configuration has no '{name}'");

    private async Task<JsonElement> Discovery(CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Setting.Authority.TrimEnd('/')}/.well-known/openid-configuration");
        var found = await Ask(request, ct);
        return Text(found, "issuer") == Setting.Authority ? found : throw Failed($"it calls itself '{Text(found, "issuer")}'");
    }

    private async Task<JsonElement> Ask(HttpRequestMessage request, CancellationToken ct)
    {
        var host = request.RequestUri!.IdnHost;
        try
        {
            // The operator named the provider: it may be in the organisation's own network.
            var answer = await outside.Ask(request, new Reach(host, null), ct);
            if (answer.Status != HttpStatusCode.OK) throw Failed($"{request.RequestUri.AbsolutePath} answered {(int)answer.Status}");
            return StrictJson.Parse(answer.Body).TryGet(out var json, out var fault) ? json.Root : throw Failed(fault.Detail);
        }
        catch (HttpRequestException exception)
        {
            throw Failed(exception.Message);
        }
    }

    /// <summary>The cause is for the operator; the person at the browser can do nothing about it.</summary>
    public Refusal Failed(string why)
    {
        log.LogWarning("The single sign-on at {Authority} did not work: {Why}", settings.SingleSignOn?.Authority, why);
        return SigningInProblems.SignOnFailed.Refuse($"{settings.SingleSignOn?.Name} did not sign you in.");
    }

    private bool IsWebAddress(string url) => Uri.TryCreate(url, UriKind.Absolute, out var there)
        && (there.Scheme == "https" || (settings.PlainHttpIssuers && there.Scheme == "http"));

    private static string? Text(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
