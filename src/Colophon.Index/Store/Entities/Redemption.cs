using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Entities;

/// <summary>An identity token that was exchanged: the primary key lets nobody exchange it again (threats.md A52-A56).</summary>
internal sealed class Redemption
{
    public required string Issuer { get; init; }

    /// <summary>The token's <c>jti</c>, or the hash of its signed bytes where it has none.</summary>
    public required string ReplayKey { get; init; }

    /// <summary>When the row may be forgotten: the token's <c>exp</c>, the leeway, and a margin.</summary>
    public required DateTimeOffset Expires { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<Redemption>(redemption =>
    {
        redemption.HasKey(r => new { r.Issuer, r.ReplayKey });
        redemption.HasIndex(r => r.Expires);
    });
}
