namespace Colophon.Index.SigningIn.Pages;

/// <summary>A person's passkeys.</summary>
/// <param name="Ask">What a new one is made by; null where passkeys do not work.</param>
public sealed record PasskeysModel(IReadOnlyList<PasskeyRow> Passkeys, PasskeyQuestion? Ask, string? Fault);

/// <param name="Id">Of the credential, for forms.</param>
/// <param name="IsBackedUp">Whether it is kept on more than one device.</param>
public sealed record PasskeyRow(string Id, string Name, DateTimeOffset Created, bool IsBackedUp);
