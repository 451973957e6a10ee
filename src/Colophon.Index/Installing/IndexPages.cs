using System.Net;
using System.Text;
using System.Text.Json;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Installing;

/// <summary>
/// The list of all projects. Read from the database once; afterwards only changed projects are asked for, and a page is made anew at most
/// once for each change that requests have seen.
/// </summary>
internal sealed class IndexPages(IDbContextFactory<ColophonDb> databases, ChangeFeed feed) : IDisposable
{
    private readonly SemaphoreSlim rendering = new(1, 1);
    private readonly RenderedPage?[] pages = new RenderedPage?[2];
    private readonly long[] stamps = [-1, -1];

    public async Task<RenderedPage> Render(Form form, CancellationToken ct)
    {
        var slot = form == Form.VendorJson ? 1 : 0;
        if (Volatile.Read(ref stamps[slot]) == feed.Stamp && Volatile.Read(ref pages[slot]) is { } fresh) return fresh;

        await rendering.WaitAsync(ct); // many ask at once after a change, one renders
        try
        {
            if (stamps[slot] == feed.Stamp && pages[slot] is { } meanwhile) return meanwhile;
            var stamp = feed.Stamp;
            var page = await Make(form, ct);
            Volatile.Write(ref pages[slot], page);
            Volatile.Write(ref stamps[slot], stamp);
            return page;
        }
        finally
        {
            rendering.Release();
        }
    }

    public void Dispose() => rendering.Dispose();

    private async Task<RenderedPage> Make(Form form, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var projects = await db.Projects.AsNoTracking().Where(p => p.Status != ProjectStatus.Quarantined).OrderBy(p => p.NormalizedName)
            .Select(p => new Line(p.Name, p.NormalizedName, p.Serial)).ToListAsync(ct);
        var serial = await db.LastSerial(ct);
        return new RenderedPage(form == Form.VendorJson ? ToJson(projects, serial) : ToHtml(projects), serial);
    }

    private static byte[] ToHtml(List<Line> projects)
    {
        var page = new StringBuilder(200 + (projects.Count * 60)).Append("""
            <!DOCTYPE html>
            <html lang="en">
              <head>
                <meta name="pypi:repository-version" content="1.4">
                <title>Simple index</title>
              </head>
              <body>

            """);
        foreach (var project in projects)
            page.Append($"    <a href=\"/simple/{project.Normalized}/\">{WebUtility.HtmlEncode(project.Name)}</a>\n");
        return Encoding.UTF8.GetBytes(page.Append("  </body>\n</html>\n").ToString());
    }

    private static byte[] ToJson(List<Line> projects, long serial)
    {
        var page = new StringBuilder(200 + (projects.Count * 60))
            .Append($"{{\"meta\":{{\"_last-serial\":{serial},\"api-version\":\"1.4\"}},\"projects\":[");
        for (var i = 0; i < projects.Count; i++)
            page.Append(i == 0 ? "" : ",")
                .Append($"{{\"_last-serial\":{projects[i].Serial},\"name\":{JsonSerializer.Serialize(projects[i].Name)}}}");
        return Encoding.UTF8.GetBytes(page.Append("]}\n").ToString());
    }

    private sealed record Line(string Name, string Normalized, long Serial);
}
