using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Publishers;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;

namespace Colophon.Index.Maintaining.Publishers.Api;

/// <summary>A project's publishers, one by one.</summary>
internal static class PublisherApi
{
    public static async Task List(HttpContext context, PublisherWork work) => await context.Answer(await ListOf(context, work));

    public static async Task Get(HttpContext context, PublisherWork work) =>
        await context.Answer(await work.Tell(await ChangePublisher.Find(context, work), context.RequestAborted));

    public static async Task Add(HttpContext context, PublisherWork work)
    {
        var (ct, member, person) = (context.RequestAborted, context.Member(), context.Person());
        var body = await context.Take<PublisherBody>();
        var read = (await work.ReadAndAsk(body.Typed, person.Name, body.LookUp, ct)).OrRefuse();

        await using (var change = await work.Begin(ct))
        {
            read.Row.ProjectId = member.ProjectId;
            if (await work.Scene(person.Name).Add(read.Row, read.Table, member.Normalized, ct) is { } refused) throw new Refusal(refused);
            await change.Commit(ct);
        }

        context.Response.Headers.Location = $"/api/v1/projects/{member.Normalized}/publishers/{read.Row.Id:D}";
        await context.Answer(new AddedPublisher(await work.Tell(read.Row, ct), read.Notes), StatusCodes.Status201Created);
    }

    public static async Task Change(HttpContext context, PublisherWork work)
    {
        var (ct, person) = (context.RequestAborted, context.Person());
        var body = await context.Take<PublisherBody>();
        await ChangePublisher.Find(context, work); // nobody asks a forge for one that is not there
        var read = (await work.ReadAndAsk(body.Typed, person.Name, body.LookUp, ct)).OrRefuse();

        ToldPublisher told;
        await using (var change = await work.Begin(ct))
        {
            var publisher = await ChangePublisher.Find(context, work);
            context.RefuseLostUpdate(await work.Tell(publisher, ct));
            told = await work.Tell((await work.Scene(person.Name).Change(publisher, read.Row, pins: null, ct)).OrRefuse(), ct);
            await change.Commit(ct);
        }

        await context.Answer(told);
    }

    public static async Task Remove(HttpContext context, PublisherWork work)
    {
        var ct = context.RequestAborted;
        await using var change = await work.Begin(ct);
        var publisher = await ChangePublisher.Find(context, work);
        context.RefuseLostUpdate(await work.Tell(publisher, ct));
        await work.Scene(context.Person().Name).Remove(publisher, ct);
        await change.Commit(ct);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public static async Task<ToldPublisher> Tell(this PublisherWork work, Publisher publisher, CancellationToken ct) =>
        ToldPublisher.Of(publisher, await work.Issuers.TableOf(publisher, ct));

    /// <summary>The list as a GET gives it now.</summary>
    public static async Task<PublisherListTold> ListOf(HttpContext context, PublisherWork work)
    {
        var (ct, member) = (context.RequestAborted, context.Member());
        var told = new List<ToldPublisher>();
        foreach (var publisher in await work.Db.PublishersOf(member.ProjectId, ct)) told.Add(await work.Tell(publisher, ct));
        return new PublisherListTold(member.Normalized, told);
    }
}
