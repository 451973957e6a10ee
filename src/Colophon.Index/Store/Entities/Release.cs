using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Entities;

/// <summary>One version of a project.</summary>
internal sealed class Release
{
    public required Guid Id { get; init; }
    public required Guid ProjectId { get; init; }

    /// <summary>PEP 440 normal form, as shown.</summary>
    public required string Version { get; init; }

    /// <summary>Normal form without trailing zeros: <c>1.0</c> and <c>1.0.0</c> are one release.</summary>
    public required string CanonicalVersion { get; init; }

    public required DateTimeOffset Created { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<Release>(release =>
    {
        release.HasIndex(r => new { r.ProjectId, r.CanonicalVersion }).IsUnique();
        release.HasOne<Project>().WithMany().HasForeignKey(r => r.ProjectId).OnDelete(DeleteBehavior.Cascade);
    });
}
