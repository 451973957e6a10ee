using System.Text;
using Colophon.Rules;
using Colophon.Rules.Tokens;

namespace Colophon.Index.Web.Access;

/// <summary>
/// Takes a token out of the one Authorization header: Basic with user <c>__token__</c>, <c>Bearer</c> or <c>token</c>; nothing else
/// (threats.md C21-C24).
/// </summary>
internal static class AuthorizationHeader
{
    /// <summary>The token's text, or why there is none.</summary>
    /// <param name="anyUser">
    /// Whatever the user name is, if the password looks like a token: installers' configurations often insist on a name.
    /// </param>
    public static Parsed<string> Token(HttpRequest request, bool anyUser = false)
    {
        var header = request.Headers.Authorization;
        if (header.Count == 0) return Fault("No token was sent");
        if (header.Count > 1) return Fault($"{header.Count} Authorization headers were sent, expected one");

        var text = header[0]!;
        var blank = text.IndexOf(' ', StringComparison.Ordinal);
        var (scheme, value) = blank < 0 ? (text, "") : (text[..blank], text[(blank + 1)..].TrimStart(' '));
        if (scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)) return FromBasic(value, anyUser);
        if (scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) || scheme.Equals("token", StringComparison.OrdinalIgnoreCase))
            return value;
        return Fault("The Authorization header is neither Basic, Bearer nor token");
    }

    private static Parsed<string> FromBasic(string value, bool anyUser)
    {
        var bytes = new byte[value.Length];
        if (!Convert.TryFromBase64String(value, bytes, out var length)) return Fault("The Basic credentials are not base64");

        string pair;
        try { pair = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, length); }
        catch (DecoderFallbackException) { return Fault("The Basic credentials are not UTF-8"); }

        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return Fault("The Basic credentials hold no colon");
        var password = pair[(colon + 1)..].Trim();
        if (pair[..colon] == "__token__" || (anyUser && password.StartsWith(Macaroon.Prefix, StringComparison.Ordinal))) return password;
        return TokenProblems.NoPasswords.Because(
            "Username/Password authentication is no longer supported. Migrate to API Tokens or Trusted Publishers instead: the user name "
                + "is __token__, the password is the token.");
    }

    private static Fault Fault(string what) =>
        TokenProblems.InvalidAuthentication.Because($"Invalid or non-existent authentication information. {what}.");
}
