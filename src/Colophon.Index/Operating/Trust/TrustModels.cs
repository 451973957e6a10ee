namespace Colophon.Index.Operating.Trust;

/// <summary>The issuers whose identity tokens are judged here.</summary>
/// <param name="Typed">What was typed to add one, by the members' names.</param>
public sealed record IssuersModel(IReadOnlyList<IssuerRow> Issuers, IReadOnlyDictionary<string, string> Typed, string? Fault, string? Done,
    string Query, string Sort);

/// <param name="From">Where it was named, in words.</param>
/// <param name="Keys">The state of its keys, in words.</param>
/// <param name="Off">What is switched off and stops it; null when all is on.</param>
public sealed record IssuerRow(string Url, string Provider, string From, string Keys, bool IsHeld, string? Off, IReadOnlyList<string> Lint);

/// <summary>One issuer.</summary>
/// <param name="Facts">How it is trusted.</param>
/// <param name="Publishers">How many publishers only its tokens can use.</param>
/// <param name="IsAdded">It was added here and can be removed here.</param>
/// <param name="IsOff">It is itself switched off.</param>
public sealed record IssuerModel(IssuerRow Issuer, IReadOnlyList<(string Name, string Value)> Facts, int Publishers, bool IsAdded, bool IsOff,
    string? Fault, string? Done);

/// <summary>What can be switched off.</summary>
public sealed record SwitchesModel(IReadOnlyList<SwitchRow> Switches, bool TrustedOnly, string? Fault, string? FaultOf, string? Done);

/// <param name="Name">As the history has it.</param>
/// <param name="Means">What stops when it is off.</param>
/// <param name="Since">When it was switched off; null while it is on.</param>
public sealed record SwitchRow(string Name, string Means, DateTimeOffset? Since, string? Actor);
