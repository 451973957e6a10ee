using System.Text.Json;
using Colophon.Index.Installing.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Life;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Installing.Simple;

/// <summary>
/// A project's files in order, each written once. While all that has happened since is uploads, as the history tells, only these are read:
/// a page of ten thousand files is made anew for the price of one, and of joining the fragments.
/// </summary>
/// <param name="seen">The newest entry of the project's history that is in it.</param>
internal sealed class ProjectFiles(Guid project, IReadOnlyList<ListedFile> sorted, long seen) : Keepable
{
    private const int ManyNews = 200;

    public IReadOnlyList<ListedFile> Sorted => sorted;

    public override long Weight { get; } = sorted.Sum(file => file.Weight);

    /// <param name="known">An earlier reading, if any.</param>
    public static async Task<ProjectFiles> Read(ColophonDb db, Project project, ProjectFiles? known, string publicUrl, CancellationToken ct)
    {
        // Before the rows: they are at least as new.
        var seen = await db.History.Where(e => e.Project == project.NormalizedName).MaxAsync(e => (long?)e.Id, ct) ?? 0;
        if (known is not null && known.Project == project.Id && await known.Added(db, project, seen, ct) is { } names)
            return await known.With(db, names, seen, publicUrl, ct);

        var yanked = await db.Yanked(project.Id, ct);
        var all = new List<ListedFile>();
        await foreach (var file in db.Files.AsNoTracking().Where(f => f.ProjectId == project.Id).AsAsyncEnumerable().WithCancellation(ct))
            all.Add(ListedFile.Of(file, yanked.GetValueOrDefault(file.Id), publicUrl));
        all.Sort();
        return new ProjectFiles(project.Id, all, seen);
    }

    private Guid Project => project;

    /// <summary>Names of the files that were added since; null when something else has happened, or too much.</summary>
    private async Task<List<string>?> Added(ColophonDb db, Project row, long until, CancellationToken ct)
    {
        var news = await db.History.AsNoTracking()
            .Where(e => e.Project == row.NormalizedName && e.Id > seen && e.Id <= until
                && !EF.Functions.Like(e.Event, "token:%") && !EF.Functions.Like(e.Event, "publisher:%"))
            .Select(e => new { e.Event, e.Details }).Take(ManyNews + 1).ToListAsync(ct);
        if (news.Count > ManyNews || news.Exists(e => e.Event is not ("file:add" or "release:add"))) return null;
        return [.. news.Where(e => e.Event == "file:add").Select(e => FileIn(e.Details))];
    }

    private static string FileIn(string details) => JsonSerializer.Deserialize<Dictionary<string, string?>>(details)!["filename"]!;

    private async Task<ProjectFiles> With(ColophonDb db, List<string> names, long until, string publicUrl, CancellationToken ct)
    {
        var rows = await db.Files.AsNoTracking().Where(f => names.Contains(f.FileName) && f.ProjectId == project).ToListAsync(ct);
        var releases = rows.Select(f => f.ReleaseId).Distinct().ToList();
        var yanked = await db.Releases.AsNoTracking().Where(r => releases.Contains(r.Id) && r.Yanked).ToDictionaryAsync(r => r.Id, ct);
        var all = new List<ListedFile>(sorted);
        foreach (var file in rows.Select(row => ListedFile.Of(row, Yanks.Reason(row, yanked.GetValueOrDefault(row.ReleaseId)), publicUrl)))
        {
            var at = all.BinarySearch(file);
            if (at >= 0) all[at] = file;
            else all.Insert(~at, file);
        }

        return new ProjectFiles(project, all, until);
    }
}
