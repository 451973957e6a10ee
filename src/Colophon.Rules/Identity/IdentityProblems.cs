namespace Colophon.Rules.Identity;

/// <summary>Why an identity token, or an issuer's set of keys, is not believed.</summary>
public static class IdentityProblems
{
    public static readonly Problem TooLarge = new(413, "token-too-large", "The identity token is too large",
        "Identity tokens of CI systems are about 2 kB; send the token alone.")
    { AsPyPI = "payload-too-large" };

    public static readonly Problem MalformedToken = new(422, "malformed-token-jwt", "The text is not a JSON Web Token",
        "Send the identity token whole: three parts of URL-safe base64 with dots between them.")
    {
        AsPyPI = "invalid-payload",
        Cause = "Something else was sent in its place: an empty variable, an error page, or a token with line breaks in it."
    };

    public static readonly Problem InvalidToken = new(422, "invalid-token", "The identity token cannot be believed",
        "Ask the CI system for a new token with the audience of this index, and send it unchanged and at once.")
    {
        AsPyPI = "invalid-token",
        Cause = "The token has expired, was asked for with another audience, was changed or cut off on its way, or is signed by a key that its issuer does not publish (any more)."
    };

    public static readonly Problem NotJson = new(422, "not-strict-json", "The text is not JSON that can be read in one way only",
        "Send plain JSON in UTF-8: no repeated names, no comments, nothing behind the value.")
    { AsPyPI = "invalid-payload" };

    public static readonly Problem UnusableKeys = new(503, "unusable-keys", "The issuer publishes no keys that can be used",
        "The operator of the issuer has to publish RSA keys of 2048 to 8192 bits, or EC keys on P-256 or P-384, and no private or symmetric ones.");

    public static readonly Problem InvalidFields = new(400, "publisher-invalid", "The trusted publisher cannot be registered",
        "Mend each field that is named.");

    /// <summary>All of them, for the pages that explain them.</summary>
    public static IReadOnlyList<Problem> All { get; } = [TooLarge, MalformedToken, InvalidToken, NotJson, UnusableKeys, InvalidFields];

    internal static Fault Invalid(string why) => InvalidToken.Because($"malformed or invalid token: {why}");
}
