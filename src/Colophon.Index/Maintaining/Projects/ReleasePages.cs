using Colophon.Index.Maintaining.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Life;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Pages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Maintaining.Projects;

/// <summary>A person's projects, the releases of one, and one release with its files, where all of it is yanked.</summary>
internal static class ReleasePages
{
    /// <summary><c>/manage/projects/</c>.</summary>
    public static async Task ShowMine(HttpContext context, ColophonDb db)
    {
        var page = await db.ProjectsOf(context.Person().UserId, PageAsked.Of(context.Request), context.RequestAborted);
        await context.Show<MyProjectsPage, MyProjectsModel>(new MyProjectsModel(page.Items, page.Next));
    }

    /// <summary><c>/manage/project/{project}/</c>.</summary>
    public static async Task ShowAll(HttpContext context, ColophonDb db)
    {
        var (member, ct) = (context.Member(), context.RequestAborted);
        var project = await db.Projects.AsNoTracking().FirstAsync(p => p.Id == member.ProjectId, ct);
        var page = await db.ReleasesOf(member.ProjectId, PageAsked.Of(context.Request), ct);
        await context.Show<ReleasesPage, ReleasesModel>(
            new ReleasesModel(member.Top(), project.Status, project.StatusReason, page.Items, page.Next));
    }

    /// <summary><c>/manage/project/{project}/release/{version}/</c>.</summary>
    public static async Task ShowOne(HttpContext context, ColophonDb db)
    {
        var (member, version) = (context.Member(), (string)context.Request.RouteValues["version"]!);
        if (await db.ReleaseOf(member.ProjectId, version, context.RequestAborted) is not var (release, files)) throw Standings.Nothing();
        await context.Show<ReleasePage, ReleaseModel>(new ReleaseModel(member.Top(), release, files));
    }

    public static Task YankRelease(HttpContext context, Working work) => Yank(context, work, isOn: true);

    public static Task UnyankRelease(HttpContext context, Working work) => Yank(context, work, isOn: false);

    public static Task YankFile(HttpContext context, Working work) => YankFile(context, work, isOn: true);

    public static Task UnyankFile(HttpContext context, Working work) => YankFile(context, work, isOn: false);

    private static async Task Yank(HttpContext context, Working work, bool isOn)
    {
        var form = await PostedForm.Read(context);
        var (member, version) = (context.Member(), (string)context.Request.RouteValues["version"]!);
        var act = new Yank(Subject.Release(member.Normalized, version), isOn, form["reason"]);
        await Finish(context, work, act, form["reason"], faultIn: "");
    }

    private static async Task YankFile(HttpContext context, Working work, bool isOn)
    {
        var form = await PostedForm.Read(context);
        var name = (string)context.Request.RouteValues["filename"]!;
        await Finish(context, work, new Yank(Subject.File(name), isOn, form["reason"]), form["reason"], faultIn: name);
    }

    private static async Task Finish(HttpContext context, Working work, Yank act, string typed, string faultIn)
    {
        var member = context.Member();
        if ((await work.Carry(context, act, Standing.Maintainer)).TryGet(out var done, out var fault))
        {
            context.SeeOther($"{member.Top().Path}release/{done.Target.Release!.Version}/");
            return;
        }

        if (fault.Problem != LifeProblems.BadReason) throw new Refusal(fault);
        var version = faultIn.Length == 0
            ? (string)context.Request.RouteValues["version"]!
            : await work.Db.Files.Where(f => f.FileName == faultIn).Select(f => f.Version).FirstAsync(context.RequestAborted);
        var (release, files) = (await work.Db.ReleaseOf(member.ProjectId, version, context.RequestAborted))!.Value;
        await context.Show<ReleasePage, ReleaseModel>(new ReleaseModel(member.Top(), release, files)
        {
            Fault = fault.Detail,
            FaultIn = faultIn,
            Typed = typed,
        }, fault.Problem.Status);
    }
}
