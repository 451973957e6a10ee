using Colophon.Index.Maintaining.Publishers.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Publishers;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Pages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Maintaining.Publishers;

/// <summary>How a project is published, for its owners: its publishers, what they refused, and a form for another.</summary>
internal static class ShowPublishing
{
    private const int MostRefused = 50;

    public static async Task Handle(HttpContext context, PublisherWork work, PublicAddress address)
    {
        var ct = context.RequestAborted;
        if (Filled.Of(context.Request.Query) is not { } filled)
        {
            await Draw(context, work, form: null);
            return;
        }

        if (context.Visitor()?.HasProved(context) == false) // first: what is typed would be lost when it is sent
        {
            context.SeeOther($"/prove?return={Uri.EscapeDataString(context.Request.Path + context.Request.QueryString)}");
            return;
        }

        var form = await work.Draw(address, filled, fault: null, ct);
        await Draw(context, work, form with { IsFromLink = filled.Texts.Count > 0 });
    }

    /// <summary>The page with a form; its faults make the answer one of a refusal.</summary>
    public static async Task Draw(HttpContext context, PublisherWork work, PublisherForms? form, int status = StatusCodes.Status200OK)
    {
        var (ct, member) = (context.RequestAborted, context.Member());
        var refused = new List<RefusedRow>();
        foreach (var at in (await work.Db.RefusedOf(member.Normalized, pendingOf: Guid.Empty, ct)).Take(MostRefused))
            refused.Add(await work.Row(at, ct));
        var trustedOnly = await work.Db.Projects.Where(p => p.Id == member.ProjectId).Select(p => p.TrustedPublishingOnly).FirstAsync(ct);
        var providers = (await work.Issuers.All(ct)).Select(one => one.Provider).DistinctBy(one => one.Key);
        await context.Show<PublishingPage, PublishingModel>(new PublishingModel(member.Normalized,
            await work.RowsOf(await work.Db.PublishersOf(member.ProjectId, ct), ct), refused, trustedOnly, form,
            [.. providers.Select(one => (one.Key, one.Name))], context.Request.Query["done"]), status);
    }
}
