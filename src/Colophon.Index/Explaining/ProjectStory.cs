using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Colophon.Index.Store.Life;
using Colophon.Rules.Packaging.Metadata;
using Colophon.Rules.Packaging.Names;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Explaining;

/// <summary>A project at one version, as its page tells it.</summary>
/// <param name="Release">The one that is shown; null while there is none.</param>
/// <param name="Releases">Highest version first.</param>
/// <param name="Metadata">Of the release's first file; null while there is no file.</param>
internal sealed record Story(Project Project, Release? Release, IReadOnlyList<Release> Releases, IReadOnlyList<ReleaseFile> Files,
    CoreMetadata? Metadata)
{
    /// <summary>The release that was published before this one.</summary>
    public Release? Before { get; init; }

    public IReadOnlyList<ReleaseFile> FilesBefore { get; init; } = [];

    /// <summary>Owners first.</summary>
    public IReadOnlyList<(Guid Id, string Name)> Team { get; init; } = [];
}

/// <summary>Gathers what a project page tells. The metadata is read from the file's own, which is what installers see.</summary>
internal sealed class ProjectStory(ColophonDb db, Blobs blobs)
{
    /// <param name="name">As typed in the address.</param>
    /// <param name="version">Null for the latest (<see cref="LatestRelease"/>).</param>
    /// <returns>Null when there is no such project or version.</returns>
    public async Task<Story?> Tell(ProjectName name, string? version, CancellationToken ct)
    {
        var project = await db.Projects.AsNoTracking()
            .FirstOrDefaultAsync(p => p.NormalizedName == name.Normalized && p.Status != ProjectStatus.Quarantined, ct);
        if (project is null) return null;

        var releases = (await db.Releases.AsNoTracking().Where(r => r.ProjectId == project.Id).ToListAsync(ct))
            .OrderByDescending(release => Order(release.Version)).ToList();
        var wanted = version is null
            ? releases.Find(r => r.Version == project.LatestVersion) ?? releases.FirstOrDefault()
            : releases.Find(r => Order(r.Version) == Order(version));
        if (wanted is null && version is not null) return null;

        var before = wanted is null ? null : releases.Where(r => r.Created < wanted.Created).MaxBy(r => r.Created);
        var shown = new[] { wanted?.Id ?? Guid.Empty, before?.Id ?? Guid.Empty };
        var files = await db.Files.AsNoTracking().Where(f => shown.Contains(f.ReleaseId)).OrderBy(f => f.FileName).ToListAsync(ct);
        var own = files.Where(f => f.ReleaseId == wanted?.Id).ToList();
        return new Story(project, wanted, releases, own, own.Count == 0 ? null : Metadata(own[0]))
        {
            Before = before,
            FilesBefore = [.. files.Where(f => f.ReleaseId == before?.Id)],
            Team = await Team(project.Id, ct),
        };
    }

    private async Task<List<(Guid, string)>> Team(Guid project, CancellationToken ct)
    {
        var rows = await db.Roles.AsNoTracking().Where(r => r.ProjectId == project)
            .Join(db.Users, r => r.UserId, u => u.Id, (r, u) => new { u.Id, Name = u.UserName!, r.Role }).ToListAsync(ct);
        return [.. rows.OrderByDescending(row => row.Role == ProjectRole.Owner).ThenBy(row => row.Name, StringComparer.OrdinalIgnoreCase)
            .Select(row => (row.Id, row.Name))];
    }

    private CoreMetadata? Metadata(ReleaseFile file) =>
        blobs.Has(file.MetadataSha256) && CoreMetadata.Parse(File.ReadAllBytes(blobs.PathOf(file.MetadataSha256)))
            .TryGet(out var metadata, out _) ? metadata : null;

    private static ReleaseVersion? Order(string version) => ReleaseVersion.Parse(version).TryGet(out var parsed, out _) ? parsed : null;
}
