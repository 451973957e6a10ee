namespace Colophon.Index.SigningIn.Pages;

/// <summary>What the page for signing in shows.</summary>
/// <param name="Name">As it was typed.</param>
/// <param name="Return">Where to go on.</param>
/// <param name="Fault">Why it did not work the last time.</param>
/// <param name="Ask">What the browser's passkeys are asked; null where they cannot work.</param>
/// <param name="SignOn">The organisation's sign-on, as people call it; null without one.</param>
/// <param name="SignUpIsOpen">Whether anyone may make an account.</param>
public sealed record SignInModel(string Name, string Return, string? Fault, PasskeyQuestion? Ask, string? SignOn, bool SignUpIsOpen);

/// <summary>After signing out.</summary>
/// <param name="Provider">The organisation's sign-on.</param>
/// <param name="Url">Where to sign out there as well; null where it offers no such thing.</param>
public sealed record SignedOutModel(string Provider, string? Url);

/// <summary>A question to the browser's passkeys.</summary>
/// <param name="Options">WebAuthn's options, as JSON.</param>
/// <param name="Sealed">What the answer is judged by, for the form to bring back.</param>
public sealed record PasskeyQuestion(string Options, string Sealed);

/// <summary>Asks a person who is signed in to prove once more that it is them.</summary>
/// <param name="HasPassword">Whether they can by a password.</param>
/// <param name="SignOn">Whether they can by the organisation's sign-on: its name.</param>
public sealed record ProveModel(string Name, string Return, string? Fault, PasskeyQuestion? Ask, bool HasPassword, string? SignOn);
