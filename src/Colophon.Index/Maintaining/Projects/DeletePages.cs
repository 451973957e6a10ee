using Colophon.Index.Maintaining.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Life;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Pages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Maintaining.Projects;

/// <summary>Deletes a project, a release or a file: a page of its own says what is lost, and asks for the name of it.</summary>
internal static class DeletePages
{
    public static async Task Show(HttpContext context, ColophonDb db) =>
        await Draw(context, await Find(context, db, Of(context)), fault: null, typed: "");

    public static async Task Delete(HttpContext context, Working work)
    {
        var form = await PostedForm.Read(context);
        var (subject, ct) = (Of(context), context.RequestAborted);
        var loss = await Find(context, work.Db, subject);
        if (loss.WhyNot(form["name"]) is { } fault)
        {
            await Draw(context, loss, fault.Detail, form["name"]);
            return;
        }

        var (top, version) = (context.Member().Top(), await VersionOf(context, work.Db, ct));
        (await work.Carry(context, new Deletion(subject), Standing.Owner)).OrRefuse();
        context.SeeOther(loss.Kind switch
        {
            "project" => "/manage/projects/",
            "file" => $"{top.Path}release/{version}/",
            _ => top.Path,
        });
    }

    /// <summary>A file of another project is not there.</summary>
    private static async Task<Loss> Find(HttpContext context, ColophonDb db, Subject subject)
    {
        var (member, ct) = (context.Member(), context.RequestAborted);
        if (!(await subject.Find(db, ct)).TryGet(out var target, out _) || target.Project.Id != member.ProjectId) throw Standings.Nothing();
        return (await db.LossOf(subject, ct)).OrRefuse();
    }

    private static async Task Draw(HttpContext context, Loss loss, string? fault, string typed)
    {
        var top = context.Member().Top();
        var back = context.Request.RouteValues["version"] is string version
            ? $"release/{version}/"
            : loss.Kind == "project" ? "settings/" : "";
        var model = new DeleteModel(top, loss.Kind, loss.Name, loss.Files, loss.Bytes, top.Path + back);
        await context.Show<DeletePage, DeleteModel>(model with { Fault = fault, Typed = typed }, fault is null ? 200 : 400);
    }

    private static Task<string?> VersionOf(HttpContext context, ColophonDb db, CancellationToken ct)
    {
        var name = context.Request.RouteValues["filename"] as string;
        return db.Files.Where(f => f.FileName == name).Select(f => f.Version).FirstOrDefaultAsync(ct);
    }

    private static Subject Of(HttpContext context)
    {
        var (project, route) = (context.Member().Normalized, context.Request.RouteValues);
        if (route["filename"] is string file) return Subject.File(file);
        return route["version"] is string version ? Subject.Release(project, version) : Subject.Project(project);
    }
}
