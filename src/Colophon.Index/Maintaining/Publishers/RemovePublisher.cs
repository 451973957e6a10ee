using Colophon.Index.Maintaining.Publishers.Pages;
using Colophon.Index.Store.Publishers;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Pages;

namespace Colophon.Index.Maintaining.Publishers;

/// <summary>Removes a publisher of a project, after asking once more.</summary>
internal static class RemovePublisher
{
    public static async Task Show(HttpContext context, PublisherWork work)
    {
        var row = await work.Row(await ChangePublisher.Find(context, work), context.RequestAborted);
        var name = context.Member().Normalized;
        await context.Show<RemovalPage, RemovalModel>(new RemovalModel(name, row, PublishingLinks.Of(name)));
    }

    public static async Task Handle(HttpContext context, PublisherWork work)
    {
        var ct = context.RequestAborted;
        await PostedForm.Read(context);
        await using var change = await work.Begin(ct);
        var name = await work.Scene(context.Person().Name).Remove(await ChangePublisher.Find(context, work), ct);
        await change.Commit(ct);
        context.SeeOther($"{PublishingLinks.Of(name)}?done=removed");
    }
}
