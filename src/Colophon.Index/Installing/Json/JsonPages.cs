using Colophon.Index.Installing.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Files;
using Colophon.Index.Web;
using Colophon.Rules.Packaging.Metadata;
using Colophon.Rules.Packaging.Names;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Installing.Json;

/// <summary>The JSON pages of projects and releases: rendered once a change, and kept.</summary>
internal sealed class JsonPages(IDbContextFactory<ColophonDb> databases, ChangeFeed feed, PublicAddress address, Blobs blobs,
    KeptPages kept)
{
    /// <summary>The page if it is here and fresh.</summary>
    /// <param name="version">As typed; null for the project's own page.</param>
    public RenderedPage? Kept(string project, string? version) =>
        kept.Fresh<RenderedPage>(new PageKey(PageKind.ProjectJson, project, version), feed.StampOf(project));

    /// <summary>The page, rendered anew and kept if need be; null when there is no such project or release.</summary>
    /// <param name="project">Normalised name.</param>
    public async Task<RenderedPage?> Render(string project, string? version, CancellationToken ct)
    {
        if (version is null) return await Make(project, null, null, ct);

        // Kept by the canonical version: every way to write it shares the page, and made-up ones cannot fill the memory.
        return ReleaseVersion.Parse(version).TryGet(out var parsed, out _) ? await Make(project, parsed.Canonical, parsed, ct) : null;
    }

    private Task<RenderedPage?> Make(string project, string? part, ReleaseVersion? version, CancellationToken ct) => kept.Make(
        new PageKey(PageKind.ProjectJson, project, part), () => feed.StampOf(project), () => Draw(project, version, ct), ct);

    private async Task<RenderedPage?> Draw(string project, ReleaseVersion? version, CancellationToken ct)
    {
        await using var db = await databases.CreateDbContextAsync(ct);
        var told = await ToldProject.Read(db, project, version, ct);
        if (told is null) return null;
        var bytes = new JsonDocumentOf(told, await Metadata(told, ct), address.Url).Write();
        return new RenderedPage(bytes, told.Project.Serial);
    }

    /// <summary>What the release's first file says of itself: that is what installers see.</summary>
    private async Task<CoreMetadata?> Metadata(ToldProject told, CancellationToken ct)
    {
        if (told.First is not { } file || !blobs.Has(file.MetadataSha256)) return null;
        var bytes = await File.ReadAllBytesAsync(blobs.PathOf(file.MetadataSha256), ct);
        return CoreMetadata.Parse(bytes).TryGet(out var metadata, out _) ? metadata : null;
    }
}
