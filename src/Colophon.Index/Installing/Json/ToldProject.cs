using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Life;
using Colophon.Rules.Packaging.Names;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Installing.Json;

/// <summary>A release and its files, by name.</summary>
internal sealed record ToldRelease(Release Release, IReadOnlyList<ReleaseFile> Files);

/// <summary>What a JSON page tells of a project.</summary>
/// <param name="Shown">The release that the page is about.</param>
/// <param name="All">Every release, the oldest version first; null on the page of one release.</param>
/// <param name="Roles">Owners first, then by name.</param>
internal sealed record ToldProject(Project Project, ToldRelease Shown, IReadOnlyList<ToldRelease>? All,
    IReadOnlyList<(string Role, string User)> Roles)
{
    /// <summary>The file whose metadata stands for the release; null when it has none.</summary>
    public ReleaseFile? First => Shown.Files.OrderBy(file => file.Uploaded).ThenBy(file => file.FileName, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <param name="name">Normalised.</param>
    /// <param name="version">Null for the project's page, which is about the latest release.</param>
    /// <returns>Null when there is no such project or release, or it is held back.</returns>
    public static async Task<ToldProject?> Read(ColophonDb db, string name, ReleaseVersion? version, CancellationToken ct)
    {
        var project = await db.Projects.AsNoTracking()
            .FirstOrDefaultAsync(p => p.NormalizedName == name && p.Status != ProjectStatus.Quarantined, ct);
        if (project is null) return null;

        var releases = await Releases(db, project.Id, version?.Canonical, ct);
        var latest = version is null ? LatestRelease.Among(releases.Select(release => release.Release)) : null;
        var shown = releases.Find(release => latest is null || release.Release.Id == latest.Id);
        if (shown is null) return null;
        return new ToldProject(project, shown, version is null ? releases : null, await RolesOf(db, project.Id, ct));
    }

    private static async Task<List<ToldRelease>> Releases(ColophonDb db, Guid project, string? canonical, CancellationToken ct)
    {
        var releases = await db.Releases.AsNoTracking()
            .Where(r => r.ProjectId == project && (canonical == null || r.CanonicalVersion == canonical)).ToListAsync(ct);
        var one = canonical is null ? null : releases.FirstOrDefault()?.Id;
        var rows = await db.Files.AsNoTracking().Where(f => f.ProjectId == project && (one == null || f.ReleaseId == one)).ToListAsync(ct);
        var files = rows.ToLookup(file => file.ReleaseId);
        return [.. releases.OrderBy(release => Parsed(release.Version)).Select(release =>
            new ToldRelease(release, [.. files[release.Id].OrderBy(file => file.FileName, StringComparer.Ordinal)]))];
    }

    private static async Task<List<(string Role, string User)>> RolesOf(ColophonDb db, Guid project, CancellationToken ct)
    {
        var roles = await db.Roles.AsNoTracking().Where(r => r.ProjectId == project)
            .Join(db.Users, r => r.UserId, u => u.Id, (r, u) => new { r.Role, u.Name }).ToListAsync(ct);
        return [.. roles.OrderBy(r => r.Role == ProjectRole.Owner ? 0 : 1).ThenBy(r => r.Name, StringComparer.Ordinal)
            .Select(r => (r.Role == ProjectRole.Owner ? "Owner" : "Maintainer", r.Name))];
    }

    private static ReleaseVersion? Parsed(string version) => ReleaseVersion.Parse(version).TryGet(out var parsed, out _) ? parsed : null;
}
