namespace Colophon.Rules.Tokens;

/// <summary>Why a token is not taken: it is none, cannot be read, is not known, or does not allow what is attempted.</summary>
public static class TokenProblems
{
    public static readonly Problem Malformed = new(403, "malformed-token", "The text is not a token of this kind",
        "Send the token whole and unchanged: pypi- and what follows, without quotes, blanks or line breaks in it.");

    public static readonly Problem UnknownCaveat = new(403, "unknown-caveat", "The token holds a restriction that is not understood",
        "Use only the restrictions that this index documents; what is not understood refuses.");

    public static readonly Problem InvalidAuthentication = new(403, "invalid-auth", "The request carries no token that this index knows",
        "Send the token as the password of user __token__, whole and unchanged; a token minted in CI lives 15 minutes.")
    { Cause = "The token was cut off or quoted when it was copied, has ended, was revoked, or belongs to another index; or the publisher that it was minted for was removed or changed since." };

    public static readonly Problem NoPasswords = new(403, "no-passwords", "Passwords cannot upload",
        "Use a trusted publisher, or an API token as the password of user __token__.");

    public static readonly Problem InvalidApiToken = new(403, "invalid-api-token", "The token does not allow this",
        "Each restriction that failed is named; use a token made for this project, and use it in time.")
    { Cause = "The token is genuine, and holds restrictions: a project, a time, a version, exact files, or one upload. What was attempted lies outside of one of them." };

    /// <summary>All of them, for the pages that explain them.</summary>
    public static IReadOnlyList<Problem> All { get; } = [Malformed, UnknownCaveat, InvalidAuthentication, NoPasswords, InvalidApiToken];
}
