using Colophon.Rules;

namespace Colophon.Index.Store.Life;

/// <summary>
/// Carries acts out, for verbs, pages and clients alike: one turn, one transaction, one event; then the pages are told, so that the next
/// request sees it, and bytes that nothing names any more are removed.
/// </summary>
internal sealed class ProjectLife(WriteTurn turn, ChangeFeed feed, BlobRemoval removal, TimeProvider clock)
{
    public async Task<Parsed<Done>> Carry(ColophonDb db, ProjectAct act, Actor actor, CancellationToken ct)
    {
        var outcome = await Change(db, act, actor, ct);
        if (act is Deletion && outcome.TryGet(out _, out _)) await removal.TryRun(CancellationToken.None);
        return outcome;
    }

    private async Task<Parsed<Done>> Change(ColophonDb db, ProjectAct act, Actor actor, CancellationToken ct)
    {
        await using var change = await turn.Begin(db, ct);
        db.ChangeTracker.Clear(); // rows read before the turn may have changed since
        if (!(await act.Subject.Find(db, ct)).TryGet(out var target, out var missing)) return missing;
        if (actor.May is { } may && await may(db, target, ct) is { } forbidden) return forbidden;

        var outcome = await act.Do(new Scene(db, target, clock.GetUtcNow(), actor), ct);
        if (!outcome.TryGet(out var done, out _) || done.Entry is not { } entry) return outcome;

        await change.Commit(ct);
        feed.Announce(target.Project.NormalizedName, entry);
        return outcome;
    }
}
