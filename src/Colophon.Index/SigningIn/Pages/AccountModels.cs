namespace Colophon.Index.SigningIn.Pages;

/// <summary>A person's account at a glance.</summary>
public sealed record AccountModel(string Name, string Email, DateTimeOffset Created)
{
    /// <summary>What has just been done.</summary>
    public string? Done { get; init; }

    public bool HasPassword { get; init; }
    public bool HasSecondFactor { get; init; }
    public int Passkeys { get; init; }
    public int Sessions { get; init; }

    /// <summary>The organisation's sign-on; null without one.</summary>
    public string? SignOn { get; init; }

    public bool IsConnected { get; init; }
    public bool IsOperator { get; init; }
}

/// <summary>Where a person is signed in.</summary>
public sealed record SessionsModel(IReadOnlyList<SessionRow> Sessions);

/// <param name="Id">For the form.</param>
/// <param name="IsThis">It is the browser that looks at the page.</param>
public sealed record SessionRow(string Id, string Browser, string? Address, string Method,
    DateTimeOffset Created, DateTimeOffset LastSeen, bool IsThis);

/// <summary>Asks for a new address.</summary>
public sealed record EmailModel(string Email, string? Fault);

/// <summary>Asks to confirm a new address.</summary>
public sealed record ConfirmEmailModel(string Email);

/// <summary>Asks whether an account is to be deleted.</summary>
/// <param name="OnlyOwnerOf">Projects that nobody else owns.</param>
public sealed record DeleteAccountModel(string Name, IReadOnlyList<string> OnlyOwnerOf, string? Fault);

/// <summary>Asks somebody who comes by the organisation's sign-on for a name.</summary>
/// <param name="Sealed">Who they are there, for the form to bring back.</param>
public sealed record NewBySignOnModel(string Name, string Email, string SignOn, string Sealed, string? Fault);
