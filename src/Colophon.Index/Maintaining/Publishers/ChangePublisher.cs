using Colophon.Index.Maintaining.Publishers.Pages;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Publishers;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Pages;
using Colophon.Rules;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Maintaining.Publishers;

/// <summary>Changes a publisher of a project under its old id.</summary>
internal static class ChangePublisher
{
    public static async Task Show(HttpContext context, PublisherWork work, PublicAddress address)
    {
        var ct = context.RequestAborted;
        var publisher = await Find(context, work);
        var fields = publisher.Terms(await work.Issuers.TableOf(publisher, ct)).Fields;
        await Draw(context, work, publisher, await work.Draw(address, new Filled(publisher.Provider, publisher.Issuer, fields), null, ct));
    }

    public static async Task Handle(HttpContext context, PublisherWork work, PublicAddress address)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        var publisher = await Find(context, work);
        var filled = Filled.Of(form) with { Provider = publisher.Provider, Issuer = publisher.Issuer };
        var fault = form["do"] == "show" ? null : await Change(context, work, filled, form.Has("unseen"));
        if (context.Response.StatusCode == StatusCodes.Status303SeeOther) return;
        await Draw(context, work, publisher, await work.Draw(address, filled, fault, ct), fault is null ? 200 : 400);
    }

    /// <summary>The publisher of the address: one of this project, or there is none (threats.md F25).</summary>
    public static async Task<Publisher> Find(HttpContext context, PublisherWork work)
    {
        var project = context.Member().ProjectId;
        return Guid.TryParseExact(context.Request.RouteValues["id"] as string, "D", out var id)
            && await work.Db.Publishers.FirstOrDefaultAsync(p => p.Id == id && p.ProjectId == project, context.RequestAborted) is { } found
                ? found
                : throw Standings.Nothing();
    }

    private static async Task<Fault?> Change(HttpContext context, PublisherWork work, Filled filled, bool isUnseen)
    {
        var (ct, person) = (context.RequestAborted, context.Person());
        if (!(await work.ReadAndAsk(filled.Typed, person.Name, !isUnseen, ct)).TryGet(out var read, out var fault)) return fault;

        await using var change = await work.Begin(ct);
        var publisher = await Find(context, work);
        if (!(await work.Scene(person.Name).Change(publisher, read.Row, pins: null, ct)).TryGet(out _, out fault)) return fault;
        await change.Commit(ct);
        context.SeeOther($"{PublishingLinks.Of(context.Member().Normalized)}?done=changed");
        return null;
    }

    private static async Task Draw(HttpContext context, PublisherWork work, Publisher publisher, PublisherForms form, int status = 200) =>
        await context.Show<ChangePage, ChangeModel>(
            new ChangeModel(context.Member().Normalized, await work.Row(publisher, context.RequestAborted), form), status);
}
