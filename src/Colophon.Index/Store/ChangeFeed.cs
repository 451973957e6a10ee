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

    /// <summary>Grows with every announced change of any project.</summary>
    public long Stamp => Volatile.Read(ref everything);

    /// <summary>Grows with every announced change of this project (normalised name).</summary>
    public long StampOf(string project) => stamps.GetValueOrDefault(project);

    /// <summary>The project (normalised name) has changed, was made or is gone.</summary>
    public void Announce(string project)
    {
        var stamp = Interlocked.Increment(ref everything);
        stamps.AddOrUpdate(project, stamp, (_, old) => Math.Max(old, stamp));
    }
}
