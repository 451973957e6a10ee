using Colophon.Index.Maintaining.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Rules.Packaging.Names;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Maintaining.Projects;

/// <summary>What pages and the API show of projects and of what was published in them: one look for both.</summary>
internal static class ProjectLists
{
    /// <summary>The person's projects by name.</summary>
    public static async Task<ApiPage<ProjectRow>> ProjectsOf(this ColophonDb db, Guid userId, PageAsked asked, CancellationToken ct)
    {
        var rows = await (
            from role in db.Roles
            where role.UserId == userId
            join project in db.Projects on role.ProjectId equals project.Id
            where asked.After == null || string.Compare(project.NormalizedName, asked.After) > 0
            orderby project.NormalizedName
            select new
            {
                project,
                role.Role,
                Last = db.Files.Where(f => f.ProjectId == project.Id).Max(f => (DateTimeOffset?)f.Uploaded),
                Publishers = db.Publishers.Count(p => p.ProjectId == project.Id),
            }).AsNoTracking().Take(asked.Limit + 1).ToListAsync(ct);
        return asked.Cut([.. rows.Select(row => new ProjectRow(row.project.Name, row.project.NormalizedName, row.Role, row.project.Status,
            row.project.LatestVersion, row.Last, row.Publishers))], row => row.NormalizedName);
    }

    /// <summary>A project's releases, the highest version first.</summary>
    public static async Task<ApiPage<ReleaseRow>> ReleasesOf(this ColophonDb db, Guid projectId, PageAsked asked, CancellationToken ct)
    {
        var all = (await db.Releases.AsNoTracking().Where(r => r.ProjectId == projectId).ToListAsync(ct))
            .OrderByDescending(r => ReleaseVersion.Parse(r.Version).TryGet(out var version, out _) ? version : null).ToList();
        var from = asked.After is null ? 0 : all.FindIndex(r => r.Version == asked.After) + 1;
        if (asked.After is not null && from == 0) throw WebProblems.BadRequest.Refuse("\"after\" is no `next` of a page of this list.");

        var page = asked.Cut(all.Skip(from).Take(asked.Limit + 1).ToList(), r => r.Version);
        var ids = page.Items.Select(r => r.Id).ToList();
        var sizes = await db.Files.Where(f => ids.Contains(f.ReleaseId)).GroupBy(f => f.ReleaseId)
            .Select(group => new { group.Key, Files = group.Count(), Bytes = group.Sum(f => f.Size) }).ToDictionaryAsync(g => g.Key, ct);
        return new ApiPage<ReleaseRow>(
            [.. page.Items.Select(r => RowOf(r, sizes.GetValueOrDefault(r.Id)?.Files ?? 0, sizes.GetValueOrDefault(r.Id)?.Bytes ?? 0))],
            page.Next);
    }

    /// <summary>A release with its files; null when there is none.</summary>
    public static async Task<(ReleaseRow Release, IReadOnlyList<FileRow> Files)?> ReleaseOf(this ColophonDb db, Guid projectId,
        string version, CancellationToken ct)
    {
        var canonical = ReleaseVersion.Parse(version).TryGet(out var parsed, out _) ? parsed.Canonical : null;
        var release = await db.Releases.AsNoTracking()
            .FirstOrDefaultAsync(r => r.ProjectId == projectId && r.CanonicalVersion == canonical, ct);
        if (release is null) return null;
        var files = await db.Files.AsNoTracking().Where(f => f.ReleaseId == release.Id).OrderBy(f => f.FileName).ToListAsync(ct);
        return (RowOf(release, files.Count, files.Sum(f => f.Size)), [.. files.Select(RowOf)]);
    }

    public static FileRow RowOf(ReleaseFile file) => new(file.FileName, file.Kind, file.Size, file.Sha256, file.Uploaded, file.Uploader,
        file.Yanked, file.YankedReason);

    private static ReleaseRow RowOf(Release release, int files, long bytes) =>
        new(release.Version, release.Created, files, bytes, release.Yanked, release.YankedReason);
}
