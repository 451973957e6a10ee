namespace Colophon.Index.SigningIn.Pages;

/// <summary>Asks for a code after the password.</summary>
public sealed record SecondStepModel(string? Fault);

/// <summary>The second factor of an account as it is.</summary>
/// <param name="CodesLeft">Recovery codes that were not used.</param>
/// <param name="New">What is offered where there is none.</param>
public sealed record SecondFactorModel(bool IsOn, int CodesLeft, NewAuthenticator? New, string? Fault);

/// <summary>An authenticator that is about to be set up.</summary>
/// <param name="Key">To be typed, in groups.</param>
/// <param name="Link">To be opened on the device that has the authenticator.</param>
/// <param name="Sealed">The key, for the form to bring back.</param>
public sealed record NewAuthenticator(string Key, string Link, string Sealed);

/// <summary>New recovery codes: shown once.</summary>
public sealed record RecoveryCodesModel(IReadOnlyList<string> Codes);
