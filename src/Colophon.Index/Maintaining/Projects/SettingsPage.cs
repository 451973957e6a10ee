using Colophon.Index.Maintaining.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Life;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Pages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Maintaining.Projects;

/// <summary>What a project is from now on: <c>/manage/project/{project}/settings/</c>.</summary>
internal static class SettingsPage
{
    public static async Task Show(HttpContext context, ColophonDb db)
    {
        var project = await db.Projects.AsNoTracking().FirstAsync(p => p.Id == context.Member().ProjectId, context.RequestAborted);
        var done = context.Request.Query["done"] == "status" ? $"The project is {project.Status} from now on." : null;
        await Draw(context, project, new(project.Status, project.StatusReason ?? ""), fault: null, done);
    }

    public static async Task SetStatus(HttpContext context, Working work)
    {
        var form = await PostedForm.Read(context);
        var act = new StatusChange(Subject.Project(context.Member().Normalized), form["status"], form["reason"]);
        if ((await work.Carry(context, act, Standing.Owner)).TryGet(out _, out var fault))
        {
            context.SeeOther($"{context.Member().Top().Path}settings/?done=status");
            return;
        }

        if (fault.Problem == WebProblems.NotFound) throw new Refusal(fault);
        var project = await work.Db.Projects.AsNoTracking().FirstAsync(p => p.Id == context.Member().ProjectId, context.RequestAborted);
        await Draw(context, project, new(form["status"], form["reason"]), fault.Detail, done: null, fault.Problem.Status);
    }

    private static Task Draw(HttpContext context, Project project, Typed typed, string? fault, string? done, int status = 200) =>
        context.Show<ProjectSettingsPage, SettingsModel>(new SettingsModel(context.Member().Top(), typed.Status, typed.Reason,
            project.Status == ProjectStatus.Quarantined && !context.Person().IsOperator, fault, done), status);

    private sealed record Typed(string Status, string Reason);
}
