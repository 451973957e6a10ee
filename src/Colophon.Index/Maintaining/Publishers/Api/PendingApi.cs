using Colophon.Index.Store.Publishers;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Rules.Packaging.Names;

namespace Colophon.Index.Maintaining.Publishers.Api;

/// <summary>A person's publishers of projects to be.</summary>
internal static class PendingApi
{
    public static async Task List(HttpContext context, PublisherWork work)
    {
        var (ct, asked) = (context.RequestAborted, PageAsked.Of(context.Request));
        var after = Guid.TryParseExact(asked.After, "D", out var id) ? id : (Guid?)null;
        var mine = await PendingPage.Of(work, context.Person().UserId, ct);
        var from = after is null ? 0 : mine.FindIndex(one => one.Id == after) + 1;
        var told = new List<ToldPublisher>();
        foreach (var one in mine.Skip(from).Take(asked.Limit + 1)) told.Add(await work.Tell(one, ct));
        await context.Answer(asked.Cut(told, one => one.Id.ToString("D")));
    }

    public static async Task Add(HttpContext context, PublisherWork work)
    {
        var (ct, person) = (context.RequestAborted, context.Person());
        var body = await context.Take<PublisherBody>();
        var name = ProjectName.Parse(body.Project ?? "").OrRefuse();
        var read = (await work.ReadAndAsk(body.Typed, person.Name, body.LookUp, ct)).OrRefuse();

        ToldPublisher told;
        await using (var change = await work.Begin(ct))
        {
            var made = (await work.Scene(person.Name).AddPending(read.Row, read.Table, name, person.UserId, ct)).OrRefuse();
            told = await work.Tell(made, ct);
            await change.Commit(ct);
        }

        await context.Answer(new AddedPublisher(told, read.Notes), StatusCodes.Status201Created);
    }

    public static async Task Remove(HttpContext context, PublisherWork work)
    {
        var ct = context.RequestAborted;
        await using var change = await work.Begin(ct);
        await work.Scene(context.Person().Name).Remove(await PendingPage.Find(context, work), ct);
        await change.Commit(ct);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
