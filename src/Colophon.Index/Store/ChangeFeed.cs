using System.Collections.Concurrent;

namespace Colophon.Index.Store;

/// <summary>
/// Tells rendered pages that they are out of date. Whoever commits a change announces its project before the client hears of it;
/// changes by other processes (verbs, other nodes) are found in the history within a fraction of a second.
/// </summary>
internal sealed class ChangeFeed
{
    private readonly ConcurrentDictionary<string, long> stamps = new(StringComparer.Ordinal);
    private long everything;

    /// <summary>The last announced change of any project.</summary>
    public long Stamp => Volatile.Read(ref everything);

    /// <summary>The last announced change of this project (normalised name).</summary>
    public long StampOf(string project) => stamps.GetValueOrDefault(project);

    /// <summary>
    /// The project (normalised name) has changed, was made or is gone. Announcing the same change again is no news.
    /// </summary>
    /// <param name="entry">Id of the change's entry in the history: ids are given out in the order of commits.</param>
    public void Announce(string project, long entry)
    {
        stamps.AddOrUpdate(project, entry, (_, old) => Math.Max(old, entry));
        for (var seen = Stamp; seen < entry;)
        {
            var before = Interlocked.CompareExchange(ref everything, entry, seen);
            if (before == seen) return;
            seen = before;
        }
    }
}
