namespace Colophon.Rules.Tokens;

/// <summary>Why a presented text is not a token, or a restriction in it cannot be read.</summary>
public static class TokenProblems
{
    public static readonly Problem Malformed = new(403, "malformed-token", "The text is not a token of this kind",
        "Send the token whole and unchanged: pypi- and what follows, without quotes, blanks or line breaks in it.");

    public static readonly Problem UnknownCaveat = new(403, "unknown-caveat", "The token holds a restriction that is not understood",
        "Use only the restrictions that this index documents; what is not understood refuses.");

    /// <summary>All of them, for the pages that explain them.</summary>
    public static IReadOnlyList<Problem> All { get; } = [Malformed, UnknownCaveat];
}
