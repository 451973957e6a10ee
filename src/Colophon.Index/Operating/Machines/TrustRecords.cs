namespace Colophon.Index.Operating.Machines;

/// <summary>An issuer that is trusted.</summary>
/// <param name="From"><c>public</c>, <c>settings</c> or <c>verb</c> (added while the index ran).</param>
internal sealed record ApiIssuer(string Issuer, string Provider, string From, string? Keys, IReadOnlyList<string> Algorithms, string? Audience,
    bool PrivateNetwork, string? CertificateAuthority, string? Web, string? Api, IReadOnlyList<string> Identify,
    IReadOnlyList<string> Immutable)
{
    /// <summary>The switch that stops it; absent while all is on.</summary>
    public string? Off { get; init; }

    /// <summary>Since when new keys wait to be confirmed; absent when none do.</summary>
    public DateTimeOffset? Held { get; init; }

    /// <summary>When its keys were last fetched; absent when none are kept.</summary>
    public DateTimeOffset? Fetched { get; init; }

    public required IReadOnlyList<string> Lint { get; init; }
}

/// <summary>An issuer to be trusted: the members of the setting <c>Issuers</c>.</summary>
internal sealed record NewIssuer(string Provider, string Issuer)
{
    public string? Keys { get; init; }
    public IReadOnlyList<string> Algorithms { get; init; } = [];
    public string? Audience { get; init; }
    public bool PrivateNetwork { get; init; }
    public string? CertificateAuthority { get; init; }
    public string? Web { get; init; }
    public string? Api { get; init; }
    public IReadOnlyList<string> Identify { get; init; } = [];
    public IReadOnlyList<string> Immutable { get; init; } = [];
}

/// <summary>What is to be different; what is left out stays.</summary>
/// <param name="ConfirmKeys">Believes the new keys that wait.</param>
internal sealed record IssuerChange(bool? IsOff = null, bool ConfirmKeys = false);

/// <summary>Something that can be switched off.</summary>
internal sealed record ApiSwitch(string Name, bool IsOff, DateTimeOffset? Since = null, string? By = null);

/// <summary>A switch to be turned.</summary>
internal sealed record SwitchChange(string Name, bool IsOff);

/// <summary>All of a short list.</summary>
internal sealed record ApiList<T>(IReadOnlyList<T> Items);
