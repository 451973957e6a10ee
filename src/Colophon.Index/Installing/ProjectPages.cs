using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Life;
using Colophon.Index.Web;
using Colophon.Rules.Packaging.Names;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Installing;

/// <summary>
/// The simple pages of projects, rendered once a change and kept within a budget of memory. A page is fresh while its stamp is the feed's:
/// an upload announces itself before it is acknowledged, so the next request sees it.
/// </summary>
internal sealed class ProjectPages(IDbContextFactory<ColophonDb> databases, ChangeFeed feed, PublicAddress address)
{
    /// <summary>What all kept pages may weigh together. Bytes.</summary>
    internal long Budget { get; init; } = 256L << 20;

    private readonly ConcurrentDictionary<(string Project, Form Form), Entry> kept = new();
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<Guid, ListedFile>> fragments = new(StringComparer.Ordinal);
    private long weight;

    /// <summary>The page if it is here and fresh: a look-up and a comparison, nothing else.</summary>
    public RenderedPage? Kept(string project, Form form)
    {
        var lookUp = form == Form.VendorHtml ? Form.Html : form;
        if (!kept.TryGetValue((project, lookUp), out var entry) || entry.Stamp != feed.StampOf(project)) return null;
        entry.LastUsed = Environment.TickCount64;
        return entry.Page;
    }

    /// <summary>Renders the page anew and keeps it; null when there is no such project.</summary>
    /// <param name="project">Normalised name.</param>
    public async Task<RenderedPage?> Render(string project, Form form, CancellationToken ct)
    {
        if (Kept(project, form) is { } fresh) return fresh;

        var stamp = feed.StampOf(project); // before reading: a change in between makes the page stale at once, never wrongly fresh
        await using var db = await databases.CreateDbContextAsync(ct);
        var row = await db.Projects.AsNoTracking().FirstOrDefaultAsync(p => p.NormalizedName == project, ct);
        if (row is null) return null;

        var files = await Files(db, row, ct);
        var page = new RenderedPage(form == Form.VendorJson ? ToJson(row, files) : ToHtml(row, files), row.Serial);
        Keep((project, form == Form.VendorHtml ? Form.Html : form), new Entry(page, stamp));
        return page;
    }

    /// <summary>Files in order of version and name; those seen before are not written anew.</summary>
    private async Task<List<ListedFile>> Files(ColophonDb db, Project project, CancellationToken ct)
    {
        if (project.Status == ProjectStatus.Quarantined) return [];

        var known = fragments.GetValueOrDefault(project.NormalizedName);
        var yanked = await db.Yanked(project.Id, ct);
        var ids = await db.Files.AsNoTracking().Where(f => f.ProjectId == project.Id).Select(f => f.Id).ToListAsync(ct);
        var missing = ids.Where(id => known?.ContainsKey(id) != true).Union(yanked.Keys).ToList();
        var isFew = known is not null && missing.Count <= 64;
        var rows = await db.Files.AsNoTracking().Where(f => f.ProjectId == project.Id && (!isFew || missing.Contains(f.Id)))
            .ToListAsync(ct);

        var all = rows.ToDictionary(file => file.Id, file => ListedFile.Of(file, yanked.GetValueOrDefault(file.Id), address.Url));
        if (isFew) foreach (var id in ids.Where(id => !all.ContainsKey(id))) all[id] = known![id];
        // a yank may be taken back: its words are not kept
        fragments[project.NormalizedName] = all.Where(pair => !yanked.ContainsKey(pair.Key)).ToDictionary();
        return [.. all.Values.OrderBy(file => VersionOf(file.Version)).ThenBy(file => file.FileName, StringComparer.Ordinal)];
    }

    private static ReleaseVersion? VersionOf(string version) => ReleaseVersion.Parse(version).TryGet(out var parsed, out _) ? parsed : null;

    private static byte[] ToHtml(Project project, List<ListedFile> files)
    {
        var page = new MemoryStream(512 + files.Sum(file => file.Html.Length));
        page.Write(Encoding.UTF8.GetBytes($"""
            <!DOCTYPE html>
            <html lang="en">
              <head>
                <meta name="pypi:repository-version" content="1.4">
                <meta name="pypi:project-status" content="{WebUtility.HtmlEncode(project.Status)}">{Reason(project)}
                <title>Links for {WebUtility.HtmlEncode(project.NormalizedName)}</title>
              </head>
              <body>
                <h1>Links for {WebUtility.HtmlEncode(project.NormalizedName)}</h1>

            """));
        foreach (var file in files) page.Write(file.Html);
        page.Write(Encoding.UTF8.GetBytes($"  </body>\n</html>\n<!--SERIAL {project.Serial}-->\n"));
        return page.ToArray();
    }

    private static string Reason(Project project) => project.StatusReason is { } reason
        ? $"\n    <meta name=\"pypi:project-status-reason\" content=\"{WebUtility.HtmlEncode(reason)}\">"
        : "";

    private static byte[] ToJson(Project project, List<ListedFile> files)
    {
        var page = new MemoryStream(512 + files.Sum(file => file.Json.Length + 1));
        page.Write("{\"files\":["u8);
        for (var i = 0; i < files.Count; i++)
        {
            if (i > 0) page.Write(","u8);
            page.Write(files[i].Json);
        }

        var status = new Dictionary<string, string> { ["status"] = project.Status };
        if (project.StatusReason is { } reason) status["reason"] = reason;
        var versions = JsonSerializer.Serialize(files.Select(file => file.Version).Distinct(StringComparer.Ordinal));
        page.Write(Encoding.UTF8.GetBytes(
            $"],\"meta\":{{\"_last-serial\":{project.Serial},\"api-version\":\"1.4\"}},"
            + $"\"name\":{JsonSerializer.Serialize(project.NormalizedName)},"
            + $"\"project-status\":{JsonSerializer.Serialize(status)},\"versions\":{versions}}}\n"));
        return page.ToArray();
    }

    private void Keep((string, Form) key, Entry entry)
    {
        if (kept.TryGetValue(key, out var old)) Interlocked.Add(ref weight, -old.Page.Weight);
        kept[key] = entry;
        if (Interlocked.Add(ref weight, entry.Page.Weight) <= Budget) return;

        // Over the budget: the half that was not used for longest goes. Seldom, so sorting is cheap enough.
        foreach (var stale in kept.OrderBy(pair => pair.Value.LastUsed).Take(Math.Max(1, kept.Count / 2)).ToList())
        {
            if (kept.TryRemove(stale)) Interlocked.Add(ref weight, -stale.Value.Page.Weight);
            fragments.TryRemove(stale.Key.Project, out _);
        }
    }

    private sealed class Entry(RenderedPage page, long stamp)
    {
        public RenderedPage Page => page;
        public long Stamp => stamp;
        public long LastUsed { get; set; } = Environment.TickCount64;
    }
}
