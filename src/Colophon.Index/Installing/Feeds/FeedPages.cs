using Colophon.Index.Installing.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Web;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Installing.Feeds;

/// <summary>
/// The feeds, rendered once a change and kept: of all projects until any changes, of one project until that one does. Quarantined projects
/// are in none.
/// </summary>
internal sealed class FeedPages(IDbContextFactory<ColophonDb> databases, ChangeFeed feed, PublicAddress address, KeptPages kept)
{
    private const int MostUpdates = 100;
    private const int MostProjects = 40;
    private const int MostReleases = 40;

    public Task<RenderedPage?> Updates(CancellationToken ct) => Fresh("", "updates", async db =>
    {
        var newest = await (
            from release in db.Releases.AsNoTracking()
            join project in db.Projects on release.ProjectId equals project.Id
            where project.Status != ProjectStatus.Quarantined
            orderby release.Created descending, release.Id descending
            select new { Project = project, Release = release }).Take(MostUpdates).ToListAsync(ct);
        return Rss.Write("Newest releases", address.Url, "The newest releases on this index.",
            newest.Select(row => Of(row.Project, row.Release, $"{row.Project.Name} {row.Release.Version}")));
    }, ct);

    public Task<RenderedPage?> Projects(CancellationToken ct) => Fresh("", "packages", async db =>
    {
        var newest = await db.Projects.AsNoTracking().Where(p => p.Status != ProjectStatus.Quarantined)
            .OrderByDescending(p => p.Created).ThenByDescending(p => p.Id).Take(MostProjects).ToListAsync(ct);
        return Rss.Write("Newest projects", address.Url, "The newest projects on this index.", newest.Select(project =>
            new FeedItem(project.Id, $"{project.Name} added", PageOf(project), project.Summary, project.Created)));
    }, ct);

    /// <summary>Null when there is no such project, or it is quarantined.</summary>
    /// <param name="name">Normalised.</param>
    public Task<RenderedPage?> Releases(string name, CancellationToken ct) => Fresh(name, "releases", async db =>
    {
        var project = await db.Projects.AsNoTracking()
            .FirstOrDefaultAsync(p => p.NormalizedName == name && p.Status != ProjectStatus.Quarantined, ct);
        if (project is null) return null;

        var newest = await db.Releases.AsNoTracking().Where(r => r.ProjectId == project.Id)
            .OrderByDescending(r => r.Created).ThenByDescending(r => r.Id).Take(MostReleases).ToListAsync(ct);
        return Rss.Write($"Releases of {project.Name}", PageOf(project), $"The newest releases of {project.Name}.",
            newest.Select(release => Of(project, release, release.Version)));
    }, ct);

    /// <param name="project">Normalised name; empty for all projects.</param>
    private Task<RenderedPage?> Fresh(string project, string part, Func<ColophonDb, Task<byte[]?>> write, CancellationToken ct) =>
        kept.Make(new PageKey(PageKind.Feed, project, part), () => project.Length == 0 ? feed.Stamp : feed.StampOf(project), async () =>
        {
            await using var db = await databases.CreateDbContextAsync(ct);
            var serial = await db.LastSerial(ct);
            return await write(db) is { } bytes ? new RenderedPage(bytes, serial) : null;
        }, ct);

    private FeedItem Of(Project project, Release release, string title) =>
        new(release.Id, title, $"{PageOf(project)}{release.Version}", release.Summary, release.Created);

    private string PageOf(Project project) => $"{address.Url}/project/{project.NormalizedName}/";
}
