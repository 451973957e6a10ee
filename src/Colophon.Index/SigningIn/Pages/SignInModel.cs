namespace Colophon.Index.SigningIn.Pages;

/// <summary>What the page for signing in shows.</summary>
/// <param name="Name">As it was typed.</param>
/// <param name="Return">Where to go on.</param>
/// <param name="Fault">Why it did not work the last time.</param>
public sealed record SignInModel(string Name, string Return, string? Fault);
