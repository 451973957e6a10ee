using Colophon.Index.Maintaining.Publishers.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Publishers;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Pages;
using Colophon.Rules;
using Colophon.Rules.Packaging.Names;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Maintaining.Publishers;

/// <summary>A person's publishers of projects that do not exist yet: <c>/manage/account/publishing/</c>.</summary>
internal static class PendingPage
{
    public const string Path = "/manage/account/publishing/";

    public static async Task Show(HttpContext context, PublisherWork work, PublicAddress address)
    {
        if (Filled.Of(context.Request.Query) is not { } filled)
        {
            await Draw(context, work, form: null);
            return;
        }

        if (context.Visitor()?.HasProved(context) == false)
        {
            context.SeeOther($"/prove?return={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}");
            return;
        }

        var project = context.Request.Query["project_name"].ToString();
        await Draw(context, work, (await work.Draw(address, filled, null, context.RequestAborted)) with
        {
            Project = ProjectField(project.Length > 200 ? "" : project, null),
            IsFromLink = filled.Texts.Count > 0,
        });
    }

    public static async Task Add(HttpContext context, PublisherWork work, PublicAddress address)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        var filled = Filled.Of(form);
        var (ofName, fault) = form["do"] == "show" ? default : await Add(context, work, form, filled);
        if (context.Response.StatusCode == StatusCodes.Status303SeeOther) return;

        var drawn = await work.Draw(address, filled, fault, ct) with { Project = ProjectField(form["project_name"], ofName?.Detail) };
        await Draw(context, work, drawn, fault is null && ofName is null ? 200 : 400);
    }

    public static async Task ShowRemoval(HttpContext context, PublisherWork work)
    {
        var row = await work.Row(await Find(context, work), context.RequestAborted);
        await context.Show<RemovalPage, RemovalModel>(new RemovalModel(row.Project!, row, Path));
    }

    public static async Task Remove(HttpContext context, PublisherWork work)
    {
        var ct = context.RequestAborted;
        await PostedForm.Read(context);
        await using var change = await work.Begin(ct);
        await work.Scene(context.Person().Name).Remove(await Find(context, work), ct);
        await change.Commit(ct);
        context.SeeOther(Path);
    }

    /// <summary>Of this person alone: others' answer as unknown (threats.md F25).</summary>
    public static async Task<Publisher> Find(HttpContext context, PublisherWork work)
    {
        var person = context.Person().UserId;
        return Guid.TryParseExact(context.Request.RouteValues["id"] as string, "D", out var id)
            && await work.Db.Publishers.FirstOrDefaultAsync(p => p.Id == id && p.ProjectId == null && p.PendingOwnerId == person,
                context.RequestAborted) is { } found
                ? found
                : throw Standings.Nothing();
    }

    public static Task<List<Publisher>> Of(PublisherWork work, Guid person, CancellationToken ct) => work.Db.Publishers.AsNoTracking()
        .Where(p => p.ProjectId == null && p.PendingOwnerId == person).OrderBy(p => p.Created).ThenBy(p => p.Id).ToListAsync(ct);

    private static async Task<(Fault? OfName, Fault? Fault)> Add(HttpContext context, PublisherWork work, PostedForm form, Filled filled)
    {
        var (ct, person) = (context.RequestAborted, context.Person());
        var named = ProjectName.Parse(form["project_name"]).TryGet(out var name, out var ofName);
        var reading = await work.ReadAndAsk(filled.Typed, person.Name, named && !form.Has("unseen"), ct);
        var isRead = reading.TryGet(out var read, out var fault);
        if (!named || !isRead) return (ofName, fault);

        await using var change = await work.Begin(ct);
        if (await work.Db.WhyNameIsTaken(name!, ct) is { } taken) return (taken, null);
        if (!(await work.Scene(person.Name).AddPending(read!.Row, read.Table, name!, person.UserId, ct)).TryGet(out _, out fault))
            return (null, fault);
        await change.Commit(ct);
        context.SeeOther(Path);
        return default;
    }

    private static FormField ProjectField(string value, string? fault) => new("project_name", "Project",
        "Name of the project that the first upload makes. The name is reserved for nobody.", "sampleproject", Optional: false,
        value, fault);

    private static async Task Draw(HttpContext context, PublisherWork work, PublisherForms? form, int status = 200)
    {
        var (ct, person) = (context.RequestAborted, context.Person().UserId);
        var providers = (await work.Issuers.All(ct)).Select(one => one.Provider).DistinctBy(one => one.Key);
        var projects = await (from role in work.Db.Roles
                              where role.UserId == person && role.Role == ProjectRole.Owner
                              join project in work.Db.Projects on role.ProjectId equals project.Id
                              orderby project.NormalizedName
                              select project.NormalizedName).Take(200).ToListAsync(ct);
        var refused = new List<RefusedRow>();
        foreach (var at in await Refused(work, person, ct)) refused.Add(await work.Row(at, ct));
        await context.Show<PendingPublishersPage, PendingModel>(new PendingModel(await work.RowsOf(await Of(work, person, ct), ct), refused,
            form, [.. providers.Select(one => (one.Key, one.Name))], projects), status);
    }

    private static Task<List<RefusedAtPublisher>> Refused(PublisherWork work, Guid person, CancellationToken ct) => (
        from refused in work.Db.Refused.AsNoTracking()
        join publisher in work.Db.Publishers.AsNoTracking() on refused.PublisherId equals publisher.Id
        where publisher.ProjectId == null && publisher.PendingOwnerId == person
        orderby refused.Last descending
        select new RefusedAtPublisher(refused, publisher)).Take(20).ToListAsync(ct);
}
