using Colophon.Index.Store.Entities.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Entities;

/// <summary>A name on this index, with its releases and the people and publishers that look after it.</summary>
internal sealed class Project
{
    public required Guid Id { get; init; }

    /// <summary>As its metadata spells it.</summary>
    public required string Name { get; set; }

    /// <summary>PEP 503 form: the name in URLs, unique.</summary>
    public required string NormalizedName { get; init; }

    /// <summary>
    /// The name with look-alike characters folded, unique: <c>c0lophon</c> and <c>colophon</c> cannot both exist (threats.md E42).
    /// </summary>
    public required string LookAlike { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>One of <see cref="ProjectStatus"/>.</summary>
    public string Status { get; set; } = ProjectStatus.Active;

    public string? StatusReason { get; set; }

    /// <summary>Refuses API tokens of people: only publishers may upload.</summary>
    public bool TrustedPublishingOnly { get; set; }

    /// <summary>The version that is shown where none is asked for; null while there is no release.</summary>
    public string? LatestVersion { get; set; }

    /// <summary>That release's summary.</summary>
    public string? Summary { get; set; }

    /// <summary>
    /// Id of the newest entry about this project in the journal that mirrors follow: grows with every change a page shows.
    /// </summary>
    public long Serial { get; set; }

    public static void Map(ModelBuilder model) => model.Entity<Project>(project =>
    {
        project.HasIndex(p => p.NormalizedName).IsUnique();
        project.HasIndex(p => p.LookAlike).IsUnique();
        project.HasIndex(p => p.Created);
    });
}

/// <summary>What a project's owners, or the operator, say of it (PEP 792), as it stands on the wire.</summary>
internal static class ProjectStatus
{
    public const string Active = "active";

    /// <summary>Finished: takes no uploads, and installs as ever.</summary>
    public const string Archived = "archived";

    /// <summary>Something else should be used: uploads and installs as ever.</summary>
    public const string Deprecated = "deprecated";

    /// <summary>Held back: takes no uploads, lists and gives out no files.</summary>
    public const string Quarantined = "quarantined";

    public static IReadOnlyList<string> All { get; } = [Active, Archived, Deprecated, Quarantined];
}

/// <summary>What a person may do with a project.</summary>
internal sealed class ProjectRole
{
    public const string Owner = "owner";
    public const string Maintainer = "maintainer";

    public required Guid ProjectId { get; init; }
    public required Guid UserId { get; init; }

    /// <summary><see cref="Owner"/> or <see cref="Maintainer"/>.</summary>
    public required string Role { get; set; }

    public static void Map(ModelBuilder model) => model.Entity<ProjectRole>(role =>
    {
        role.HasKey(r => new { r.ProjectId, r.UserId });
        role.HasOne<Project>().WithMany().HasForeignKey(r => r.ProjectId).OnDelete(DeleteBehavior.Cascade);
        role.HasOne<User>().WithMany().HasForeignKey(r => r.UserId).OnDelete(DeleteBehavior.Cascade);
    });
}
