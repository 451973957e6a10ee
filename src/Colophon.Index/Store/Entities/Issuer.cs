using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Entities;

/// <summary>An issuer that the operator added beside the public ones and those of the settings.</summary>
internal sealed class Issuer
{
    /// <summary>Exact text of the <c>iss</c> claim; the only thing it is found by.</summary>
    public required string Url { get; init; }

    /// <summary>Key of the provider's table that judges its tokens.</summary>
    public required string Provider { get; init; }

    /// <summary>Where its keys are: null for discovery, else a URL or <c>file:</c> path.</summary>
    public string? Keys { get; init; }

    /// <summary>Allowed signature algorithms, separated by blanks; null for RS256 alone.</summary>
    public string? Algorithms { get; init; }

    /// <summary>A fixed audience that the operator allows knowingly; null for this index's own.</summary>
    public string? Audience { get; init; }

    /// <summary>Its hosts may have private addresses.</summary>
    public bool PrivateNetwork { get; init; }

    /// <summary>PEM file of the only roots that its hosts' certificates may have.</summary>
    public string? CertificateAuthority { get; init; }

    /// <summary>Where people see its repositories.</summary>
    public string? Web { get; init; }

    /// <summary>Where ids of accounts are asked for.</summary>
    public string? Api { get; init; }

    /// <summary>Generic issuers: the claims that identify a job, separated by blanks.</summary>
    public string? Identify { get; init; }

    /// <summary>Generic issuers: the claims that never change, separated by blanks.</summary>
    public string? Immutable { get; init; }

    public required DateTimeOffset Added { get; init; }

    public static Issuer From(IssuerSetting setting, DateTimeOffset now) => new()
    {
        Url = setting.Url,
        Provider = setting.Provider,
        Keys = setting.Keys,
        Algorithms = Joined(setting.Algorithms),
        Audience = setting.Audience,
        PrivateNetwork = setting.PrivateNetwork,
        CertificateAuthority = setting.CertificateAuthority,
        Web = setting.Web,
        Api = setting.Api,
        Identify = Joined(setting.Identify),
        Immutable = Joined(setting.Immutable),
        Added = now,
    };

    /// <summary>The row as the settings would have it.</summary>
    public IssuerSetting ToSetting() => new(Provider, Url, Keys, Algorithms?.Split(' ') ?? TrustedIssuers.DefaultAlgorithms)
    {
        Audience = Audience,
        PrivateNetwork = PrivateNetwork,
        CertificateAuthority = CertificateAuthority,
        Web = Web,
        Api = Api,
        Identify = Identify?.Split(' ') ?? [],
        Immutable = Immutable?.Split(' ') ?? [],
    };

    public static void Map(ModelBuilder model) => model.Entity<Issuer>().HasKey(i => i.Url);

    private static string? Joined(IReadOnlyList<string> names) => names.Count == 0 ? null : string.Join(' ', names);
}
