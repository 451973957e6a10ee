using Colophon.Index.Store.Entities;
using Colophon.Rules;
using Colophon.Rules.Identity;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Publishers;

/// <summary>An item of the list that a project's publishers are to be.</summary>
/// <param name="Id">Of the publisher that it was made of; others than the project's own count for nothing.</param>
internal sealed record ListedPublisher(Publisher Typed, Provider Table, Guid? Id);

/// <summary>What became of a list.</summary>
internal sealed record ListChange(IReadOnlyList<Publisher> Added, IReadOnlyList<Publisher> Changed, IReadOnlyList<Publisher> Removed,
    IReadOnlyList<Publisher> Kept);

/// <summary>
/// Makes a project's publishers a list, all of it or nothing: what is there already stays as it is, with its id, its pins and its tokens.
/// The same list again changes nothing.
/// </summary>
internal static class PublisherLists
{
    /// <summary>The project's publishers in their order.</summary>
    public static Task<List<Publisher>> PublishersOf(this ColophonDb db, Guid project, CancellationToken ct) =>
        db.Publishers.Where(p => p.ProjectId == project).OrderBy(p => p.Created).ThenBy(p => p.Id).ToListAsync(ct);

    /// <param name="name">Normalised name of the project.</param>
    public static async Task<Parsed<ListChange>> Replace(this PublisherScene scene, Guid project, string name,
        IReadOnlyList<ListedPublisher> list, CancellationToken ct)
    {
        if (list.Count > PublisherActs.MostOfAProject)
            return PublisherProblems.TooMany.Because(
                $"The list has {list.Count} publishers, expected at most {PublisherActs.MostOfAProject}.");
        for (var i = 0; i < list.Count; i++)
        {
            var first = list.TakeWhile(other => !IsSame(other.Typed, list[i].Typed)).Count();
            if (first < i) return PublisherProblems.TwiceInList.Because($"publishers[{i}] is the same as publishers[{first}].");
        }

        var left = await scene.Db.PublishersOf(project, ct);
        var kept = left.FindAll(one => list.Any(item => IsSame(item.Typed, one)));
        left.RemoveAll(kept.Contains);
        var (changed, added) = (new List<Publisher>(), new List<Publisher>());
        var fresh = list.Where(item => !kept.Exists(one => IsSame(item.Typed, one))).ToList();
        var changing = fresh.Select(item => (Item: item, Was: left.Find(one => one.Id == item.Id && IsOfOneKind(one, item.Typed))))
            .Where(pair => pair.Was is not null).DistinctBy(pair => pair.Was).ToList();
        left.RemoveAll(one => changing.Exists(pair => pair.Was == one));

        foreach (var one in left) await scene.Remove(one, ct); // first: what comes may need the place
        foreach (var (item, was) in changing)
        {
            if (!(await scene.Change(was!, item.Typed, pins: null, ct)).TryGet(out var now, out var fault)) return At(list, item, fault);
            changed.Add(now);
        }

        foreach (var item in fresh.Except(changing.Select(pair => pair.Item)))
        {
            item.Typed.ProjectId = project;
            if (await scene.Add(item.Typed, item.Table, name, ct) is { } fault) return At(list, item, fault);
            added.Add(item.Typed);
        }

        return new ListChange(added, changed, left, kept);
    }

    private static bool IsSame(Publisher one, Publisher other) => IsOfOneKind(one, other) && one.Fields == other.Fields;

    private static bool IsOfOneKind(Publisher one, Publisher other) => one.Provider == other.Provider && one.Issuer == other.Issuer;

    private static Fault At(IReadOnlyList<ListedPublisher> list, ListedPublisher item, Fault fault) =>
        fault with { Detail = $"publishers[{list.TakeWhile(one => one != item).Count()}]: {fault.Detail}" };
}
