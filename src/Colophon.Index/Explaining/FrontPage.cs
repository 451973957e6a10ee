using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Web;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Explaining;

/// <summary>What this index is, how to install from it, and its newest files with their one-line colophons.</summary>
internal static class FrontPage
{
    public static async Task Handle(HttpContext context, ColophonDb db, PublicAddress address)
    {
        var newest = await db.Files.AsNoTracking().OrderByDescending(f => f.Uploaded).Take(20)
            .Join(db.Projects.Where(p => p.Status != ProjectStatus.Quarantined), f => f.ProjectId, p => p.Id,
                (File, Project) => new { File, Project })
            .ToListAsync(context.RequestAborted);
        var entries = Html.Join(newest.OrderByDescending(n => n.File.Uploaded).Select(n => Entry(n.Project, n.File)));
        var list = newest.Count == 0
            ? Html.Of($"<p>Nothing is here yet. <a href=\"/providers/\">Publish the first file</a>.</p>")
            : Html.Of($"""<ul class="newest">{entries}</ul>""");

        await Layout.Send(context, "Colophon", Html.Of($"""
            <h1>A Python package index that knows where every file came from</h1>
            <p>Install from it with <code class="line">pip install --index-url {address.Url}/simple/ NAME</code></p>
            <p>Publish to it from a CI job, without a password or a stored token: the job shows its identity,
            and the index compares it with what the project's maintainers configured.</p>
            <h2>Newest files</h2>
            {list}
            """));
    }

    private static Html Entry(Project project, ReleaseFile file) => Html.Of($"""
        <li><a href="/project/{project.NormalizedName}/">{project.Name}</a> {file.Version}
        <span class="quiet"><code>{file.FileName}</code> {Colophons.InOneLine(file)}</span></li>

        """);
}
