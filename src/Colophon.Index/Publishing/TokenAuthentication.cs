using System.Text;
using System.Text.Json;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Index.Store.Files;
using Colophon.Index.Web;
using Colophon.Rules.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Publishing;

/// <summary>Who is uploading: a token that is ours, unchanged and in time.</summary>
/// <param name="User">The person it belongs to; null for a token minted for publishers.</param>
internal sealed record Caller(Macaroon Macaroon, ApiToken Token, User? User);

/// <summary>
/// From the Authorization header to a caller. The signature is checked here, before the body is read (pypi-wire.md W-39): whoever knows
/// only a token's id gets nothing done for him.
/// </summary>
internal sealed class TokenAuthentication(ColophonDb db, RootKeys keys, TimeProvider clock)
{
    public async Task<Caller> Authenticate(HttpRequest request, CancellationToken ct)
    {
        var presented = Macaroon.Parse(AuthorizationHeader.Token(request)).TryGet(out var macaroon, out var fault)
            ? macaroon
            : throw Unknown($" {fault.Detail}.");
        var id = Guid.TryParseExact(presented.Identifier, "D", out var exact) ? exact : throw Unknown("");

        // An unknown id costs the same work as a wrong signature, and gets the same answer (threats.md C16).
        var isSigned = presented.IsSignedBy(keys.For(id));
        var token = await db.Tokens.AsNoTracking().FirstOrDefaultAsync(t => t.Id == id, ct);
        if (token is null || !isSigned) throw Unknown("");

        if (presented.JudgeTime(clock.GetUtcNow()) is { Count: > 0 } late) throw Invalid(late);
        var user = token.UserId is { } userId ? await db.Users.AsNoTracking().FirstAsync(u => u.Id == userId, ct) : null;
        if (user?.IsDisabled == true) throw Unknown("");
        return new Caller(presented, token, user);
    }

    /// <summary>Every restriction of the token, those inside it and those stored beside it, against what is attempted.</summary>
    public static void Permit(Caller caller, Act act)
    {
        var failures = Failures(caller, act);
        if (failures.Count > 0) throw Invalid(failures);
    }

    public static bool IsPermitted(Caller caller, Act act) => Failures(caller, act).Count == 0;

    private static List<string> Failures(Caller caller, Act act)
    {
        var stored = JsonSerializer.Deserialize<List<string>>(caller.Token.Caveats)!;
        return [.. caller.Macaroon.Judge(act).Concat(stored.SelectMany(text => Judge(text, act))).Distinct(StringComparer.Ordinal)];
    }

    private static IReadOnlyList<string> Judge(string stored, Act act) =>
        !Caveat.Parse(Encoding.UTF8.GetBytes(stored)).TryGet(out var caveat, out var fault)
            ? [fault.Detail]
            : caveat.Judge(act) is { } failure ? [failure] : [];

    private static Refusal Invalid(IReadOnlyList<string> failures) =>
        PublishingProblems.InvalidApiToken.Refuse($"Invalid API Token: {string.Join(", ", failures)}");

    private static Refusal Unknown(string why) =>
        PublishingProblems.InvalidAuthentication.Refuse($"Invalid or non-existent authentication information.{why}");
}

/// <summary>
/// Takes a token out of the one Authorization header: Basic with user <c>__token__</c>, <c>Bearer</c> or <c>token</c>; nothing else
/// (threats.md C21-C24).
/// </summary>
internal static class AuthorizationHeader
{
    public static string Token(HttpRequest request)
    {
        var header = request.Headers.Authorization;
        if (header.Count == 0) throw Refuse("No token was sent");
        if (header.Count > 1) throw Refuse($"{header.Count} Authorization headers were sent, expected one");

        var text = header[0]!;
        var blank = text.IndexOf(' ', StringComparison.Ordinal);
        var (scheme, value) = blank < 0 ? (text, "") : (text[..blank], text[(blank + 1)..].TrimStart(' '));
        if (scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)) return FromBasic(value);
        if (scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) || scheme.Equals("token", StringComparison.OrdinalIgnoreCase))
            return value;
        throw Refuse("The Authorization header is neither Basic, Bearer nor token");
    }

    private static string FromBasic(string value)
    {
        var bytes = new byte[value.Length];
        if (!Convert.TryFromBase64String(value, bytes, out var length)) throw Refuse("The Basic credentials are not base64");

        string pair;
        try { pair = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length); }
        catch (DecoderFallbackException) { throw Refuse("The Basic credentials are not UTF-8"); }

        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) throw Refuse("The Basic credentials hold no colon");
        if (pair[..colon] != "__token__") throw PublishingProblems.NoPasswords.Refuse(
            "Username/Password authentication is no longer supported. Migrate to API Tokens or Trusted Publishers instead: the user name "
                + "is __token__, the password is the token.");
        return pair[(colon + 1)..].Trim();
    }

    private static Refusal Refuse(string what) =>
        PublishingProblems.InvalidAuthentication.Refuse($"Invalid or non-existent authentication information. {what}.");
}
