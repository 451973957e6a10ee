using Colophon.Rules;

namespace Colophon.Index.SigningIn;

/// <summary>Why this room refuses, beyond what any request can meet.</summary>
internal static class SigningInProblems
{
    public static readonly Problem SignOnFailed = new(400, "sign-on-failed", "The single sign-on did not work",
        "Begin again at /sign-in. If it lasts, the operator finds the cause in the server's log.")
    {
        Cause = "The provider refused, its answer was not meant for this browser or came too late, or it could not be reached. "
            + "Nobody was signed in.",
    };

    public static readonly Problem SignOnUnknown = new(403, "sign-on-unknown", "No account belongs to this sign-on",
        "Sign in another way and connect the sign-on on your account page, or ask the operator for an account.")
    { Cause = "Accounts are found by who the provider says you are, never by an e-mail address alone: addresses change hands." };

    public static readonly Problem LastWayIn = new(409, "last-way-in", "This is the only way into your account",
        "Set a password or add a passkey first.");

    /// <summary>All of them, for the pages that explain them.</summary>
    public static IReadOnlyList<Problem> All { get; } = [SignOnFailed, SignOnUnknown, LastWayIn];
}
