using Colophon.Index.Store.Entities.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Entities;

/// <summary>A token that this index gave out. Its root key is derived from the server's secret and never stored.</summary>
internal sealed class ApiToken
{
    /// <summary>The macaroon's identifier.</summary>
    public required Guid Id { get; init; }

    /// <summary>The person it belongs to; null for a token minted for publishers.</summary>
    public Guid? UserId { get; init; }

    public required string Description { get; init; }
    public required DateTimeOffset Created { get; init; }

    /// <summary>Null: does not expire (people's tokens only).</summary>
    public DateTimeOffset? Expires { get; init; }

    public DateTimeOffset? LastUsed { get; set; }

    /// <summary>Caveats as a JSON array of arrays: verified again beside those in the presented token.</summary>
    public required string Caveats { get; init; }

    /// <summary><c>Identity.Source</c> as JSON, for a minted token: becomes the provenance of each file it uploads.</summary>
    public string? Source { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<ApiToken>(token =>
    {
        token.HasIndex(t => t.Expires);
        token.HasOne<User>().WithMany().HasForeignKey(t => t.UserId).OnDelete(DeleteBehavior.Cascade);
    });
}

/// <summary>A minted token's live link to a publisher: goes with the publisher, and the token's right with it (threats.md B45).</summary>
internal sealed class TokenGrant
{
    public required Guid TokenId { get; init; }
    public required Guid PublisherId { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<TokenGrant>(grant =>
    {
        grant.HasKey(g => new { g.TokenId, g.PublisherId });
        grant.HasOne<ApiToken>().WithMany().HasForeignKey(g => g.TokenId).OnDelete(DeleteBehavior.Cascade);
        grant.HasOne<Publisher>().WithMany().HasForeignKey(g => g.PublisherId).OnDelete(DeleteBehavior.Cascade);
    });
}
