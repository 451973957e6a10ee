using Colophon.Index.Explaining.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Web.Pages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Explaining;

/// <summary>What this index is, how to install from it, and its newest releases with their one-line colophons.</summary>
internal static class ShowFront
{
    private const int Most = 15;

    public static async Task Handle(HttpContext context, ColophonDb db)
    {
        var ct = context.RequestAborted;
        var releases = await db.Releases.AsNoTracking().OrderByDescending(r => r.Created)
            .Join(db.Projects.Where(p => p.Status != ProjectStatus.Quarantined), r => r.ProjectId, p => p.Id,
                (r, p) => new { r.Id, r.Version, r.Created, r.Summary, p.Name, p.NormalizedName })
            .Take(Most).ToListAsync(ct);
        var ids = releases.Select(r => r.Id).ToList();
        var firsts = (await db.Files.AsNoTracking().Where(f => ids.Contains(f.ReleaseId))
            .Select(f => new { f.ReleaseId, f.Uploaded, f.Source, f.Uploader }).ToListAsync(ct))
            .GroupBy(f => f.ReleaseId).ToDictionary(files => files.Key, files => files.MinBy(f => f.Uploaded)!);

        await context.Show<FrontPage, FrontModel>(new([.. releases.Where(r => firsts.ContainsKey(r.Id)).OrderByDescending(r => r.Created)
            .Select(r => new NewestRelease(r.Name, r.NormalizedName, r.Version, r.Summary,
                Colophons.InOneLine(firsts[r.Id].Source, firsts[r.Id].Uploader), r.Created))]));
    }
}
