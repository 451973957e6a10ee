namespace Colophon.Index;

/// <summary>One issuer that the operator named, in the settings or by a verb.</summary>
/// <param name="Provider">Key of the provider's table.</param>
/// <param name="Url">Exact text of the <c>iss</c> claim.</param>
/// <param name="Keys">Where its keys are: null for discovery, else an https URL or a <c>file:</c> path.</param>
/// <param name="Algorithms">Allowed signature algorithms.</param>
internal sealed record IssuerSetting(string Provider, string Url, string? Keys, IReadOnlyList<string> Algorithms)
{
    /// <summary>The fixed audience of issuers whose jobs cannot choose one; null for this index's own (threats.md A42).</summary>
    public string? Audience { get; init; }

    /// <summary>Its hosts may have private addresses.</summary>
    public bool PrivateNetwork { get; init; }

    /// <summary>PEM file of the only roots that its hosts' certificates may have; null for the system's.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>Where people see its repositories; null for its provider's.</summary>
    public string? Web { get; init; }

    /// <summary>Where ids of accounts are asked for; null for what its provider makes of the issuer's URL.</summary>
    public string? Api { get; init; }

    /// <summary>Generic issuers: the claims that identify a job.</summary>
    public IReadOnlyList<string> Identify { get; init; } = [];

    /// <summary>Generic issuers: those of the claims that never change.</summary>
    public IReadOnlyList<string> Immutable { get; init; } = [];

    /// <summary>How far calls for this issuer may go: private addresses only at hosts that the operator typed.</summary>
    public Reach Reach => new(
        PrivateNetwork ? string.Join(' ', new[] { Url, Keys, Api }.Select(HostOf).OfType<string>().Distinct()) : "", CertificateAuthority);

    private static string? HostOf(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var typed) && !typed.IsFile ? typed.IdnHost : null;
}

/// <summary>How far a call to the outside may go.</summary>
/// <param name="PrivateHosts">Hosts that may have private addresses, separated by blanks.</param>
/// <param name="CertificateAuthority">PEM file of the only roots that are trusted; null for the system's.</param>
internal sealed record Reach(string PrivateHosts, string? CertificateAuthority)
{
    public static readonly Reach Public = new("", null);

    public bool MayBePrivate(string host) =>
        PrivateHosts.Split(' ', StringSplitOptions.RemoveEmptyEntries).Contains(host, StringComparer.Ordinal);
}
