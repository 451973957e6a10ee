using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Life;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Maintaining.Projects;

/// <summary>A project as its people see it.</summary>
internal sealed record ProjectDetails(string Name, string NormalizedName, string Status, string? Reason, bool TrustedPublishingOnly,
    string? LatestVersion, string? Summary, DateTimeOffset Created, long Serial);

/// <summary>What a project is to be from now on.</summary>
/// <param name="Status">active, archived or deprecated.</param>
/// <param name="Reason">One line that every page and client shows.</param>
internal sealed record StatusWanted(string Status, string? Reason = null);

/// <summary>What was deleted.</summary>
internal sealed record Deleted(string Kind, string Name, int Files, long Bytes);

/// <summary>A person's projects, and one of them: <c>/api/v1/projects</c>.</summary>
internal static class ProjectApi
{
    public static async Task List(HttpContext context, ColophonDb db) =>
        await context.Answer(await db.ProjectsOf(context.Person().UserId, PageAsked.Of(context.Request), context.RequestAborted));

    public static async Task Get(HttpContext context, ColophonDb db) => await context.Answer(await Read(context, db));

    public static async Task Change(HttpContext context, Working work)
    {
        var wanted = await context.Take<StatusWanted>();
        var act = new StatusChange(Subject.Project(context.Member().Normalized), wanted.Status, wanted.Reason);
        (await work.Carry(context, act, Standing.Owner, target =>
        {
            context.RefuseLostUpdate(DetailsOf(target.Project));
            return Task.CompletedTask;
        })).OrRefuse();
        await context.Answer(await Read(context, work.Db));
    }

    public static Task Delete(HttpContext context, Working work) =>
        DeleteSubject(context, work, Subject.Project(context.Member().Normalized));

    /// <summary>Deletes what the address names, if the query confirms its name.</summary>
    public static async Task DeleteSubject(HttpContext context, Working work, Subject subject)
    {
        var loss = (await work.Db.LossOf(subject, context.RequestAborted)).OrRefuse();
        var done = (await work.Carry(context, new Deletion(subject), Standing.Owner, _ =>
        {
            // Judged here, where it is known that what the address names belongs to the project.
            return loss.WhyNot(context.Request.Query["confirm"]) is { } fault ? throw new Refusal(fault) : Task.CompletedTask;
        })).OrRefuse();
        await context.Answer(new Deleted(loss.Kind, loss.Name, done.Files, done.Bytes));
    }

    private static async Task<ProjectDetails> Read(HttpContext context, ColophonDb db) =>
        DetailsOf(await db.Projects.AsNoTracking().FirstAsync(p => p.Id == context.Member().ProjectId, context.RequestAborted));

    private static ProjectDetails DetailsOf(Project project) => new(project.Name, project.NormalizedName, project.Status,
        project.StatusReason, project.TrustedPublishingOnly, project.LatestVersion, project.Summary, project.Created, project.Serial);
}
