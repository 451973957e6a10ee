namespace Colophon.Index.Installing.Listing;

/// <summary>All projects that are listed, in order of their normalised names, as of one moment.</summary>
/// <param name="Seen">The newest entry of the history that is in it.</param>
/// <param name="Serial">The newest entry that mirrors are told of.</param>
internal sealed record Catalogue(IReadOnlyList<Segment> Segments, long Seen, long Serial)
{
    public IEnumerable<ProjectLine> Lines => Segments.SelectMany(segment => segment.Lines);

    /// <summary>Bytes.</summary>
    public long Weight => Segments.Sum(segment => segment.Weight);

    public static Catalogue Of(IEnumerable<ProjectLine> lines, long seen, long serial) =>
        new([.. Segment.Cut([.. lines.OrderBy(line => line.Normalized, StringComparer.Ordinal)])], seen, serial);

    /// <summary>The same with some lines changed; segments without any stay the very same.</summary>
    /// <param name="changes">Normalised name → its line, or null when it is listed no more.</param>
    public Catalogue With(IReadOnlyDictionary<string, ProjectLine?> changes, long seen, long serial)
    {
        if (Segments.Count == 0) return Of(changes.Values.OfType<ProjectLine>(), seen, serial);

        var touched = changes.GroupBy(change => Holder(change.Key)).ToDictionary(group => group.Key, group => group.ToDictionary());
        var segments = new List<Segment>(Segments.Count + 4);
        for (var i = 0; i < Segments.Count; i++)
        {
            if (!touched.TryGetValue(i, out var here))
            {
                segments.Add(Segments[i]);
                continue;
            }

            var lines = Segments[i].Lines.Where(line => !here.ContainsKey(line.Normalized)).Concat(here.Values.OfType<ProjectLine>())
                .OrderBy(line => line.Normalized, StringComparer.Ordinal).ToList();
            if (lines.Count > 0 && segments.Count > 0 && !Segment.Opens(lines[0].Normalized))
            {
                // Its first line went: it joins the one before.
                lines.InsertRange(0, segments[^1].Lines);
                segments.RemoveAt(segments.Count - 1);
            }

            segments.AddRange(Segment.Cut(lines));
        }

        return new Catalogue(segments, seen, serial);
    }

    /// <summary>The segment where a name is, or would be.</summary>
    private int Holder(string name)
    {
        var (low, high) = (0, Segments.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (string.CompareOrdinal(Segments[middle].First, name) <= 0) low = middle;
            else high = middle - 1;
        }

        return low;
    }
}
