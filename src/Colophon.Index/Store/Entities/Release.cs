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

    /// <summary>One line of the first file's metadata.</summary>
    public string? Summary { get; init; }

    /// <summary>Trove classifiers of the first file's metadata, a line each, with a line break around every one.</summary>
    public string Classifiers { get; init; } = "";

    /// <summary>PEP 592, for all its files: each is shown yanked if it or its release is.</summary>
    public bool Yanked { get; set; }

    public string? YankedReason { get; set; }

    public static void Map(ModelBuilder model) => model.Entity<Release>(release =>
    {
        release.HasIndex(r => r.Created);
        release.HasIndex(r => new { r.ProjectId, r.CanonicalVersion }).IsUnique();
        release.HasOne<Project>().WithMany().HasForeignKey(r => r.ProjectId).OnDelete(DeleteBehavior.Cascade);
    });
}
