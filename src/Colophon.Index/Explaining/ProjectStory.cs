using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Colophon.Index.Store.Life;
using Colophon.Rules.Packaging.Metadata;
using Colophon.Rules.Packaging.Names;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Explaining;

/// <summary>A project at one version, as its page tells it.</summary>
/// <param name="Metadata">Of the release's first file; null while there is no file.</param>
/// <param name="Yanked">Files to pass over → why.</param>
internal sealed record Story(Project Project, string? Version, IReadOnlyList<string> Versions, IReadOnlyList<ReleaseFile> Files,
    IReadOnlyDictionary<Guid, string> Yanked, CoreMetadata? Metadata);

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

        var versions = (await db.Releases.AsNoTracking().Where(r => r.ProjectId == project.Id).Select(r => r.Version).ToListAsync(ct))
            .OrderByDescending(Order).ToList();
        var yanked = await db.Yanked(project.Id, ct);
        var wanted = version is null ? versions.Find(v => v == project.LatestVersion) ?? versions.FirstOrDefault()
            : versions.Find(v => Order(v) == Order(version));
        if (wanted is null) return version is null ? new Story(project, null, versions, [], yanked, null) : null;

        var files = await db.Files.AsNoTracking().Where(f => f.ProjectId == project.Id && f.Version == wanted).OrderBy(f => f.FileName)
            .ToListAsync(ct);
        return new Story(project, wanted, versions, files, yanked, files.Count == 0 ? null : Metadata(files[0]));
    }

    private CoreMetadata? Metadata(ReleaseFile file) =>
        blobs.Has(file.MetadataSha256) && CoreMetadata.Parse(File.ReadAllBytes(blobs.PathOf(file.MetadataSha256)))
            .TryGet(out var metadata, out _) ? metadata : null;

    private static ReleaseVersion? Order(string version) => ReleaseVersion.Parse(version).TryGet(out var parsed, out _) ? parsed : null;
}
