using Colophon.Index.Store.Entities;
using Colophon.Rules;
using Colophon.Rules.Packaging.Names;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Life;

/// <summary>What an act is about: a project, or one release or file of it.</summary>
internal sealed record Target(Project Project, Release? Release = null, ReleaseFile? File = null)
{
    /// <summary>As a person types it to confirm.</summary>
    public string Name => File?.FileName ?? (Release is null ? Project.Name : $"{Project.Name}=={Release.Version}");

    /// <summary>How its events and refusals call it.</summary>
    public string Kind => File is not null ? "file" : Release is not null ? "release" : "project";

    /// <summary>The files that belong to it.</summary>
    public IQueryable<ReleaseFile> FilesIn(ColophonDb db) => this switch
    {
        { File.Id: var id } => db.Files.Where(f => f.Id == id),
        { Release.Id: var id } => db.Files.Where(f => f.ReleaseId == id),
        _ => db.Files.Where(f => f.ProjectId == Project.Id),
    };
}

/// <summary>Where an act's target is found, by the words that a person or a client gives.</summary>
internal sealed class Subject
{
    private readonly string name;
    private readonly string? version;
    private readonly bool isFile;

    private Subject(string name, string? version, bool isFile) => (this.name, this.version, this.isFile) = (name, version, isFile);

    public static Subject Project(string name) => new(name, null, isFile: false);

    /// <summary>In any spelling of name and version.</summary>
    public static Subject Release(string project, string version) => new(project, version, isFile: false);

    public static Subject File(string fileName) => new(fileName, null, isFile: true);

    /// <summary>Tracked rows, so that the act can change them.</summary>
    public Task<Parsed<Target>> Find(ColophonDb db, CancellationToken ct) => isFile ? FindFile(db, ct) : FindProject(db, ct);

    private async Task<Parsed<Target>> FindProject(ColophonDb db, CancellationToken ct)
    {
        var normalized = ProjectName.Parse(name).TryGet(out var parsed, out _) ? parsed.Normalized : null;
        var project = await db.Projects.FirstOrDefaultAsync(p => p.NormalizedName == normalized, ct);
        if (project is null) return LifeProblems.NoProject.Because($"There is no project '{Shown(name)}' on this index.");
        if (version is null) return new Target(project);

        var canonical = ReleaseVersion.Parse(version).TryGet(out var wanted, out _) ? wanted.Canonical : null;
        var release = await db.Releases.FirstOrDefaultAsync(r => r.ProjectId == project.Id && r.CanonicalVersion == canonical, ct);
        return release is null
            ? LifeProblems.NoRelease.Because($"The project '{project.Name}' has no release '{Shown(version)}'.")
            : new Target(project, release);
    }

    private async Task<Parsed<Target>> FindFile(ColophonDb db, CancellationToken ct)
    {
        var file = await db.Files.FirstOrDefaultAsync(f => f.FileName == name, ct);
        if (file is null) return LifeProblems.NoFile.Because($"There is no file '{Shown(name)}' on this index.");

        var project = await db.Projects.FirstAsync(p => p.Id == file.ProjectId, ct);
        return new Target(project, await db.Releases.FirstAsync(r => r.Id == file.ReleaseId, ct), file);
    }

    private static string Shown(string text) => text.Length > 100 ? text[..100] + "…" : text;
}
