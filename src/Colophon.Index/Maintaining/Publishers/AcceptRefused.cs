using Colophon.Index.Maintaining.Publishers.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Publishers;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Pages;

namespace Colophon.Index.Maintaining.Publishers;

/// <summary>Makes what a refused run had the configured value, after showing what will be so.</summary>
internal static class AcceptRefused
{
    public static async Task Show(HttpContext context, PublisherWork work) =>
        await Draw(context, work, await Find(context, work), fault: null);

    public static async Task Handle(HttpContext context, PublisherWork work)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        await using (var change = await work.Begin(ct))
        {
            var at = await Find(context, work);
            var outcome = await work.Scene(context.Person().Name).Accept(at, beside: form["how"] == "add", ct);
            if (outcome.TryGet(out _, out var fault))
            {
                await change.Commit(ct);
                context.SeeOther($"{PublishingLinks.Of(context.Member().Normalized)}?done=accepted");
                return;
            }

            await Draw(context, work, at, fault.Detail);
        }
    }

    /// <summary>Of one of this project's publishers.</summary>
    public static async Task<RefusedAtPublisher> Find(HttpContext context, PublisherWork work)
    {
        var project = context.Member().ProjectId;
        return await work.Db.FindRefused(work.Db.Publishers.Where(p => p.ProjectId == project),
            context.Request.RouteValues["id"] as string ?? "", context.RequestAborted) ?? throw Standings.Nothing();
    }

    private static async Task Draw(HttpContext context, PublisherWork work, RefusedAtPublisher at, string? fault)
    {
        var ct = context.RequestAborted;
        var row = await work.Row(at, ct);
        var plan = (await work.Issuers.Plan(at, ct)).TryGet(out var made, out var whyNot) ? made : null;
        var after = plan?.ToPublisher(work.Now, "");
        await context.Show<AcceptPage, AcceptModel>(new AcceptModel(context.Member().Normalized, row, row.Publisher,
            after?.InWords(plan!.Table) ?? "", after is null ? [] : plan!.Table.Lint(after.Terms(plan.Table)), fault ?? whyNot?.Detail),
            fault is null && whyNot is null ? 200 : 409);
    }
}
