using Colophon.Index.Store.Entities;
using Colophon.Rules.Packaging.Names;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Life;

/// <summary>
/// Which release is shown where none is asked for: of those that are not yanked the highest final one, else the highest pre-release;
/// yanked ones only where there is no other. Kept on the project, with its summary.
/// </summary>
internal static class LatestRelease
{
    /// <summary>A release has been added. Looks at one other alone: a project may have thousands.</summary>
    public static async Task NoteAdded(this ColophonDb db, Project project, Release added, CancellationToken ct)
    {
        if (project.LatestVersion is null) await db.NoteChanged(project, ct); // the first; or of a version that did not keep it
        var before = await db.Releases.AsNoTracking()
            .FirstOrDefaultAsync(r => r.ProjectId == project.Id && r.Version == project.LatestVersion, ct);
        if (before is null || Rank(added).CompareTo(Rank(before)) > 0) Show(project, added);
    }

    /// <summary>A release has been yanked, taken back or deleted: all are compared. The project's row is saved by the caller.</summary>
    public static async Task NoteChanged(this ColophonDb db, Project project, CancellationToken ct) =>
        Show(project, Among(await db.Releases.Where(r => r.ProjectId == project.Id).ToListAsync(ct)));

    /// <summary>Null when there is none.</summary>
    public static Release? Among(IEnumerable<Release> releases) => releases.MaxBy(Rank);

    private static void Show(Project project, Release? latest) =>
        (project.LatestVersion, project.Summary) = (latest?.Version, latest?.Summary);

    private static (bool Stands, bool IsFinal, ReleaseVersion? Version) Rank(Release release)
    {
        var version = ReleaseVersion.Parse(release.Version).TryGet(out var parsed, out _) ? parsed : null;
        return (!release.Yanked, version?.IsPrerelease == false, version);
    }
}
