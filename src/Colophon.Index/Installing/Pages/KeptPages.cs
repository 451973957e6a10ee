using System.Collections.Concurrent;

namespace Colophon.Index.Installing.Pages;

/// <summary>The kinds of things that are kept.</summary>
internal enum PageKind
{
    SimpleHtml,
    SimpleJson,

    /// <summary>A project's files, each written once already: what its simple pages are put together from.</summary>
    SimpleFiles,

    ProjectJson,
    Feed,
}

/// <summary>Names what is kept.</summary>
/// <param name="Project">Normalised name; empty for what is about all projects.</param>
/// <param name="Part">What it is of the project, if not the whole: a version.</param>
internal readonly record struct PageKey(PageKind Kind, string Project, string? Part = null);

/// <summary>
/// Keeps pages of all kinds, within one budget of memory. What is kept is fresh while its stamp is the one that the asker knows: an upload
/// announces itself before it is acknowledged, so the next request sees it.
/// </summary>
internal sealed class KeptPages : IDisposable
{
    /// <summary>What everything kept may weigh together. Bytes.</summary>
    internal long Budget { get; init; } = 256L << 20;

    /// <summary>Key, entry and dictionary, about. Bytes.</summary>
    private const int EntryWeight = 400;

    private readonly ConcurrentDictionary<PageKey, Entry> kept = new();
    private readonly SemaphoreSlim packing = new(1, 1); // beside the requests: never on all cores at once
    private readonly SemaphoreSlim[] turns = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];
    private readonly Lock weighing = new();
    private long weight;
    private long reserved;

    /// <summary>What everything kept weighs now. Bytes.</summary>
    public long Weight => Volatile.Read(ref weight) + Volatile.Read(ref reserved);

    /// <summary>It, if it is here and fresh: a look-up and a comparison, nothing else.</summary>
    public T? Fresh<T>(PageKey key, long stamp)
        where T : Keepable =>
        kept.TryGetValue(key, out var entry) && entry.Stamp == stamp ? entry.Use<T>() : null;

    /// <summary>
    /// It, fresh: kept, or made now and kept. Many ask at once after a change; one makes it, the others wait.
    /// </summary>
    /// <param name="stamp">What it depends on, as it is now.</param>
    /// <param name="make">Null when there is no such thing.</param>
    public async Task<T?> Make<T>(PageKey key, Func<long> stamp, Func<Task<T?>> make, CancellationToken ct)
        where T : Keepable
    {
        if (Fresh<T>(key, stamp()) is { } fresh) return fresh;
        var turn = turns[(uint)key.GetHashCode() % turns.Length];
        await turn.WaitAsync(ct);
        try
        {
            var before = stamp(); // before reading: a change in between makes it stale at once, never wrongly fresh
            if (Fresh<T>(key, before) is { } meanwhile) return meanwhile;
            var made = await make();
            if (made is not null) Keep(key, made, before);
            return made;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>It, if it is here, however old.</summary>
    public T? Any<T>(PageKey key)
        where T : Keepable =>
        kept.TryGetValue(key, out var entry) ? entry.Use<T>() : null;

    /// <param name="stamp">As it was before the first byte of it was read from the store.</param>
    public void Keep(PageKey key, Keepable thing, long stamp)
    {
        var page = thing as RenderedPage;
        if (page is { IsLoose: true, IsLarge: false }) page.Pack();
        var entry = new Entry(thing, stamp);
        lock (weighing)
        {
            if (kept.TryGetValue(key, out var old)) weight -= old.Weight;
            kept[key] = entry;
            Weigh(entry);
        }

        if (page is { IsLoose: true }) _ = Task.Run(() => PackLater(key, entry, page));
    }

    /// <summary>Makes room for what cannot be let go: it counts, and the rest has to be so much less.</summary>
    public void Reserve(long bytes)
    {
        lock (weighing)
        {
            reserved = bytes;
            MakeRoom();
        }
    }

    public void Dispose()
    {
        packing.Dispose();
        foreach (var turn in turns) turn.Dispose();
    }

    private async Task PackLater(PageKey key, Entry entry, RenderedPage page)
    {
        await packing.WaitAsync();
        try
        {
            if (!IsHere(key, entry)) return; // a newer one took its place meanwhile
            page.Pack();
        }
        finally
        {
            packing.Release();
        }

        lock (weighing)
        {
            if (!IsHere(key, entry)) return;
            weight -= entry.Weight;
            Weigh(entry);
        }
    }

    private bool IsHere(PageKey key, Entry entry) => kept.TryGetValue(key, out var there) && ReferenceEquals(there, entry);

    private void Weigh(Entry entry)
    {
        entry.Weight = entry.Thing.Weight + EntryWeight;
        weight += entry.Weight;
        MakeRoom();
    }

    /// <summary>Over the budget, what was not used for longest goes, and a quarter more, so that sorting is seldom.</summary>
    private void MakeRoom()
    {
        if (weight + reserved <= Budget) return;
        foreach (var (key, entry) in kept.ToArray().OrderBy(pair => pair.Value.LastUsed))
        {
            if (weight + reserved <= Budget / 4 * 3) return;
            if (kept.TryRemove(key, out _)) weight -= entry.Weight;
        }
    }

    private sealed class Entry(Keepable thing, long stamp)
    {
        public Keepable Thing => thing;
        public long Stamp => stamp;
        public long Weight { get; set; }
        public long LastUsed { get; private set; } = Environment.TickCount64;

        public T? Use<T>()
            where T : Keepable
        {
            LastUsed = Environment.TickCount64;
            return thing as T;
        }
    }
}
