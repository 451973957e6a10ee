using Colophon.Index.Store.Publishers;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Rules;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Maintaining.Publishers.Api;

/// <summary>
/// Publishers as code: <c>PUT …/publishers</c> with the whole list. What is there already keeps its id, its pins and its tokens.
/// </summary>
internal static class ReplacePublishers
{
    /// <summary>Forges limit how often they are asked; ids of the others are kept at the first full match.</summary>
    private const int MostLookUps = 20;

    public static async Task Handle(HttpContext context, PublisherWork work)
    {
        var (ct, member) = (context.RequestAborted, context.Member());
        var body = await context.Take<PublisherListBody>();
        if (body.Publishers.Count > PublisherActs.MostOfAProject)
            throw PublisherProblems.TooMany.Refuse(
                $"The list has {body.Publishers.Count} publishers, expected at most {PublisherActs.MostOfAProject}.");
        var (list, notes) = await Read(context, work, body);

        PublisherListChange told;
        await using (var change = await work.Begin(ct))
        {
            context.RefuseLostUpdate(await PublisherApi.ListOf(context, work));
            var done = (await work.Scene(context.Person().Name).Replace(member.ProjectId, member.Normalized, list, ct)).OrRefuse();
            var now = await PublisherApi.ListOf(context, work);
            await change.Commit(ct);
            told = new PublisherListChange(Ids(done.Added), Ids(done.Changed), Ids(done.Removed), Ids(done.Kept), now.Publishers, notes);
            context.Response.Headers.ETag = ApiBodies.TagOf(now);
        }

        await context.Answer(told);
    }

    /// <summary>Every item judged, and the forges asked for those that are new: before the change begins.</summary>
    private static async Task<(List<ListedPublisher> List, List<string> Notes)> Read(HttpContext context, PublisherWork work,
        PublisherListBody body)
    {
        var (ct, project, actor) = (context.RequestAborted, context.Member().ProjectId, context.Person().Name);
        var there = await work.Db.Publishers.AsNoTracking().Where(p => p.ProjectId == project).ToListAsync(ct);
        var (list, notes, asked) = (new List<ListedPublisher>(), new List<string>(), 0);
        for (var i = 0; i < body.Publishers.Count; i++)
        {
            var item = body.Publishers[i];
            if (item is null) throw WebProblems.BadRequest.Refuse($"publishers[{i}] is null, expected an object.");
            var read = At(i, await work.Read(item.Typed, actor, ct));
            var isNew = !there.Exists(one => one.Provider == read.Row.Provider && one.Issuer == read.Row.Issuer
                && one.Fields == read.Row.Fields);
            if (isNew && item.LookUp && asked++ < MostLookUps) read = At(i, await work.AskForge(read, ct));
            notes.AddRange(read.Notes.Select(note => $"publishers[{i}]: {note}"));
            list.Add(new ListedPublisher(read.Row, read.Table, Guid.TryParseExact(item.Id, "D", out var id) ? id : null));
        }

        return (list, notes);
    }

    private static ReadPublisher At(int i, Parsed<ReadPublisher> read) => read.TryGet(out var value, out var fault)
        ? value
        : throw fault.Problem.Refuse($"publishers[{i}]: {fault.Detail}");

    private static List<Guid> Ids(IEnumerable<Store.Entities.Publisher> publishers) => [.. publishers.Select(one => one.Id)];
}
