using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Entities;

/// <summary>
/// The last good key set of an issuer, so that a new or restarted node survives an outage of the issuer, and so that new keys of a dormant
/// issuer are noticed (threats.md D22, H21). Public keys, but only what this index fetched itself counts: <see cref="Seal"/>.
/// </summary>
internal sealed class IssuerKeys
{
    public required string Issuer { get; init; }

    /// <summary>Where they came from, as the operator has it: keys of another place are not these.</summary>
    public required string Source { get; set; }

    /// <summary>The JSON Web Key Set as it was fetched.</summary>
    public required string Jwks { get; set; }

    public required DateTimeOffset Fetched { get; set; }

    /// <summary>HMAC over all of the above under the server's secret: whoever can write to the database alone cannot plant a key.</summary>
    public required string Seal { get; set; }

    /// <summary>The issuer came back after a long time with other keys only: they wait for the operator since then.</summary>
    public DateTimeOffset? Held { get; set; }

    public static void Map(ModelBuilder model) => model.Entity<IssuerKeys>().HasKey(k => k.Issuer);
}
