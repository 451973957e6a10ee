using Colophon.Index.Operating.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Life;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Pages;
using Colophon.Rules.Packaging.Names;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating.Shelves;

/// <summary>Projects with their sizes, and quarantine: <c>/operate/projects/</c>.</summary>
internal static class ProjectPages
{
    private static readonly Dictionary<string, string> Done = new(StringComparer.Ordinal)
    {
        ["status"] = "The status is set, and every node shows it.",
    };

    public static IReadOnlyList<string> Statuses => ProjectStatus.All;

    public static async Task ShowAll(HttpContext context, ColophonDb db)
    {
        var listing = Listing.Of(context.Request, ["name", "status", "files", "-size", "created"], "q", "status");
        var (rows, list) = await listing.Take(Ordered(Rows(db, Wanted(db, listing)), listing), context.RequestAborted);
        await context.Show<ProjectsPage, ProjectsModel>(new ProjectsModel([.. rows.Select(row => row.Told())], list));
    }

    public static Task Show(HttpContext context, ColophonDb db) => Draw(context, db, null, null, null);

    /// <summary>Sets the status, quarantine too.</summary>
    public static async Task SetStatus(HttpContext context, ColophonDb db, ProjectLife life)
    {
        var form = await PostedForm.Read(context);
        var subject = Subject.Project((string)context.Request.RouteValues["project"]!);
        var target = (await subject.Find(db, context.RequestAborted)).OrRefuse();
        var fault = Forms.WhyNotConfirmed(form["name"], target.Name);
        if (fault is null)
        {
            var act = new StatusChange(subject, form["status"], form["reason"]);
            var done = await life.Carry(db, act, new Actor(context.Person().Name, IsOperator: true), context.RequestAborted);
            if (!done.TryGet(out _, out var refused)) fault = refused.InWords();
        }

        if (fault is null) context.SeeOther($"/operate/projects/{target.Project.NormalizedName}?done=status");
        else await Draw(context, db, form["status"], form["reason"], fault);
    }

    private static async Task Draw(HttpContext context, ColophonDb db, string? status, string? reason, string? fault)
    {
        var ct = context.RequestAborted;
        var name = ProjectName.Parse((string)context.Request.RouteValues["project"]!).TryGet(out var parsed, out _) ? parsed.Normalized : null;
        var row = await Rows(db, db.Projects.AsNoTracking().Where(p => p.NormalizedName == name)).FirstOrDefaultAsync(ct)
            ?? throw Standings.Nothing();
        var people = await db.Roles.Where(r => db.Projects.Any(p => p.Id == r.ProjectId && p.NormalizedName == name))
            .Join(db.Users, r => r.UserId, u => u.Id, (r, u) => new { Name = u.UserName!, r.Role }).OrderBy(one => one.Name).ToListAsync(ct);
        var publishers = await db.Publishers.CountAsync(p => db.Projects.Any(o => o.Id == p.ProjectId && o.NormalizedName == name), ct);
        await context.Show<OneProjectPage, ProjectModel>(
            new ProjectModel(row.Told(), [.. people.Select(one => (one.Name, one.Role))], publishers)
            { Done = context.Request.DoneOf(Done), Status = status, Reason = reason, Fault = fault },
            fault is null ? 200 : 400);
    }

    private static IQueryable<Sized> Rows(ColophonDb db, IQueryable<Project> projects) => projects.Select(p => new Sized
    {
        Project = p,
        Files = db.Files.Count(f => f.ProjectId == p.Id),
        Bytes = db.Files.Where(f => f.ProjectId == p.Id).Sum(f => f.Size),
    });

    private static IQueryable<Project> Wanted(ColophonDb db, Listing listing)
    {
        var (projects, text, status) = (db.Projects.AsNoTracking(), listing["q"].ToLowerInvariant().Replace('_', '-'), listing["status"]);
        if (text.Length > 0) projects = projects.Where(p => p.NormalizedName.Contains(text));
        return status.Length > 0 ? projects.Where(p => p.Status == status) : projects;
    }

    private static IQueryable<Sized> Ordered(IQueryable<Sized> rows, Listing listing) => ((listing.Sort, listing.IsDescending) switch
    {
        ("status", false) => rows.OrderBy(p => p.Project.Status),
        ("status", true) => rows.OrderByDescending(p => p.Project.Status),
        ("files", false) => rows.OrderBy(p => p.Files),
        ("files", true) => rows.OrderByDescending(p => p.Files),
        ("size", false) => rows.OrderBy(p => p.Bytes),
        ("size", true) => rows.OrderByDescending(p => p.Bytes),
        ("created", false) => rows.OrderBy(p => p.Project.Created),
        ("created", true) => rows.OrderByDescending(p => p.Project.Created),
        (_, true) => rows.OrderByDescending(p => p.Project.NormalizedName),
        _ => rows.OrderBy(p => p.Project.NormalizedName),
    }).ThenBy(p => p.Project.NormalizedName);

    /// <summary>A project with what its files come to.</summary>
    private sealed class Sized
    {
        public required Project Project { get; init; }
        public required int Files { get; init; }
        public required long Bytes { get; init; }

        public ProjectRow Told() => new(Project.Name, Project.NormalizedName, Project.Status, Project.StatusReason, Project.Created, Files,
            Bytes, Project.TrustedPublishingOnly);
    }
}
