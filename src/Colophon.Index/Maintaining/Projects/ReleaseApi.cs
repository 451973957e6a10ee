using Colophon.Index.Maintaining.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Life;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Maintaining.Projects;

/// <summary>A release with its files.</summary>
internal sealed record ReleaseDetails(string Version, DateTimeOffset Created, bool Yanked, string? Reason, IReadOnlyList<FileRow> Files);

/// <summary>Why something is yanked.</summary>
/// <param name="Reason">One line that installers show; may be left out.</param>
internal sealed record YankWanted(string? Reason = null);

/// <summary>Releases and files of a project: <c>/api/v1/projects/{project}/releases</c> and <c>…/files</c>.</summary>
internal static class ReleaseApi
{
    public static async Task List(HttpContext context, ColophonDb db) =>
        await context.Answer(await db.ReleasesOf(context.Member().ProjectId, PageAsked.Of(context.Request), context.RequestAborted));

    public static async Task Get(HttpContext context, ColophonDb db) => await context.Answer(await Read(context, db));

    public static Task Delete(HttpContext context, Working work) =>
        ProjectApi.DeleteSubject(context, work, Subject.Release(context.Member().Normalized, Version(context)));

    public static async Task Yank(HttpContext context, Working work)
    {
        var wanted = await context.Take<YankWanted>();
        await Yank(context, work, isOn: true, wanted.Reason);
    }

    public static Task Unyank(HttpContext context, Working work) => Yank(context, work, isOn: false, reason: null);

    public static async Task GetFile(HttpContext context, ColophonDb db) => await context.Answer(await ReadFile(context, db));

    public static Task DeleteFile(HttpContext context, Working work) =>
        ProjectApi.DeleteSubject(context, work, Subject.File(FileName(context)));

    public static async Task YankFile(HttpContext context, Working work)
    {
        var wanted = await context.Take<YankWanted>();
        await YankFile(context, work, isOn: true, wanted.Reason);
    }

    public static Task UnyankFile(HttpContext context, Working work) => YankFile(context, work, isOn: false, reason: null);

    private static async Task Yank(HttpContext context, Working work, bool isOn, string? reason)
    {
        var act = new Yank(Subject.Release(context.Member().Normalized, Version(context)), isOn, reason);
        (await work.Carry(context, act, Standing.Maintainer, async _ => context.RefuseLostUpdate(await Read(context, work.Db)))).OrRefuse();
        await context.Answer(await Read(context, work.Db));
    }

    private static async Task YankFile(HttpContext context, Working work, bool isOn, string? reason)
    {
        var act = new Yank(Subject.File(FileName(context)), isOn, reason);
        (await work.Carry(context, act, Standing.Maintainer, async _ => context.RefuseLostUpdate(await ReadFile(context, work.Db))))
            .OrRefuse();
        await context.Answer(await ReadFile(context, work.Db));
    }

    private static async Task<ReleaseDetails> Read(HttpContext context, ColophonDb db) =>
        await db.ReleaseOf(context.Member().ProjectId, Version(context), context.RequestAborted) is var (release, files)
            ? new ReleaseDetails(release.Version, release.Created, release.Yanked, release.Reason, files)
            : throw LifeProblems.NoRelease.Refuse("The project has no such release.");

    private static async Task<FileRow> ReadFile(HttpContext context, ColophonDb db)
    {
        var name = FileName(context);
        var file = await db.Files.AsNoTracking()
            .FirstOrDefaultAsync(f => f.FileName == name && f.ProjectId == context.Member().ProjectId, context.RequestAborted);
        return file is null ? throw LifeProblems.NoFile.Refuse("The project has no such file.") : ProjectLists.RowOf(file);
    }

    private static string Version(HttpContext context) => (string)context.Request.RouteValues["version"]!;

    private static string FileName(HttpContext context) => (string)context.Request.RouteValues["filename"]!;
}
