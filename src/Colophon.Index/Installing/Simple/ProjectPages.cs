using System.Net;
using System.Text;
using System.Text.Json;
using Colophon.Index.Installing.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Web;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Installing.Simple;

/// <summary>The simple pages of projects: rendered once a change, and kept.</summary>
internal sealed class ProjectPages(IDbContextFactory<ColophonDb> databases, ChangeFeed feed, PublicAddress address, KeptPages kept)
{
    /// <summary>From so many files on, they are kept beside the pages: below, reading them again costs nothing.</summary>
    private const int ManyFiles = 32;

    /// <summary>The page if it is here and fresh: a look-up and a comparison, nothing else.</summary>
    public RenderedPage? Kept(string project, Form form) => kept.Fresh<RenderedPage>(KeyOf(project, form), feed.StampOf(project));

    /// <summary>The page, rendered anew and kept if need be; null when there is no such project.</summary>
    /// <param name="project">Normalised name.</param>
    public Task<RenderedPage?> Render(string project, Form form, CancellationToken ct) =>
        kept.Make(KeyOf(project, form), () => feed.StampOf(project), () => Draw(project, form, ct), ct);

    private static PageKey KeyOf(string project, Form form) =>
        new(form == Form.VendorJson ? PageKind.SimpleJson : PageKind.SimpleHtml, project);

    private async Task<RenderedPage?> Draw(string project, Form form, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var row = await db.Projects.AsNoTracking().FirstOrDefaultAsync(p => p.NormalizedName == project, ct);
        if (row is null) return null;
        var files = await Files(db, row, ct);
        return new RenderedPage(form == Form.VendorJson ? ToJson(row, files) : ToHtml(row, files), row.Serial);
    }

    private async Task<IReadOnlyList<ListedFile>> Files(ColophonDb db, Project project, CancellationToken ct)
    {
        if (project.Status == ProjectStatus.Quarantined) return [];

        var key = new PageKey(PageKind.SimpleFiles, project.NormalizedName);
        var files = await ProjectFiles.Read(db, project, kept.Any<ProjectFiles>(key), address.Url, ct);
        if (files.Sorted.Count >= ManyFiles) kept.Keep(key, files, stamp: 0);
        return files.Sorted;
    }

    private static byte[] ToHtml(Project project, IReadOnlyList<ListedFile> files)
    {
        var name = project.NormalizedName;
        var reason = project.StatusReason is { } why
            ? $"""{"\n"}    <meta name="pypi:project-status-reason" content="{WebUtility.HtmlEncode(why)}">"""
            : "";
        return Join(files, file => file.Html, "", head: $"""
            <!DOCTYPE html>
            <html lang="en">
              <head>
                <meta name="pypi:repository-version" content="1.4">
                <meta name="pypi:project-status" content="{WebUtility.HtmlEncode(project.Status)}">{reason}
                <title>Links for {name}</title>
              </head>
              <body>
                <h1>Links for {name}</h1>

            """, tail: $"  </body>\n</html>\n<!--SERIAL {project.Serial}-->\n");
    }

    private static byte[] ToJson(Project project, IReadOnlyList<ListedFile> files)
    {
        var status = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["status"] = project.Status };
        if (project.StatusReason is { } reason) status["reason"] = reason;
        var versions = JsonSerializer.Serialize(files.Select(file => file.Version).Distinct(StringComparer.Ordinal));
        return Join(files, file => file.Json, ",", head: "{\"files\":[",
            tail: $"],\"meta\":{{\"_last-serial\":{project.Serial},\"api-version\":\"1.4\"}},"
                + $"\"name\":{JsonSerializer.Serialize(project.NormalizedName)},"
                + $"\"project-status\":{JsonSerializer.Serialize(status)},\"versions\":{versions}}}\n");
    }

    private static byte[] Join(IReadOnlyList<ListedFile> files, Func<ListedFile, byte[]> form, string between, string head, string tail)
    {
        var size = Encoding.UTF8.GetByteCount(head) + Encoding.UTF8.GetByteCount(tail)
            + files.Sum(file => form(file).Length) + (between.Length * Math.Max(0, files.Count - 1));
        var page = new byte[size];
        var at = Encoding.UTF8.GetBytes(head, page);
        for (var i = 0; i < files.Count; i++)
        {
            if (i > 0) at += Encoding.UTF8.GetBytes(between, page.AsSpan(at));
            form(files[i]).CopyTo(page, at);
            at += form(files[i]).Length;
        }

        Encoding.UTF8.GetBytes(tail, page.AsSpan(at));
        return page;
    }
}
