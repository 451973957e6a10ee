namespace Colophon.Index.Web.Descriptions.Rst.Inlines;

/// <summary>Addresses that stand in the text as they are become links.</summary>
internal static class StandaloneLinks
{
    public static IEnumerable<Node> In(string hidden)
    {
        var from = 0;
        for (var colon = Next(hidden, 0); colon >= 0; colon = Next(hidden, Math.Max(colon + 3, from)))
        {
            var start = StartOf(hidden, colon, from);
            var end = colon + 3;
            while (end < hidden.Length && IsOfAddress(hidden[end])) end++;
            end = colon + 3 + hidden.AsSpan(colon + 3, end - colon - 3).TrimEnd(".,;:!?'\")]}>-").Length;
            if (start < 0 || end == colon + 3) continue;
            if (start > from) yield return Node.Of(Escapes.Text(hidden[from..start]));
            var address = hidden[start..end];
            yield return new Node("a") { Children = [Node.Of(address)] }.With("href", address);
            from = end;
        }

        if (from < hidden.Length) yield return Node.Of(Escapes.Text(hidden[from..]));
    }

    private static int Next(string text, int from) => text.IndexOf("://", Math.Min(from, text.Length), StringComparison.Ordinal);

    private static int StartOf(string text, int colon, int from)
    {
        var scheme = text.AsSpan(from, colon - from);
        var start = scheme.EndsWith("https", StringComparison.OrdinalIgnoreCase) ? colon - 5
            : scheme.EndsWith("http", StringComparison.OrdinalIgnoreCase) ? colon - 4 : -1;
        return start < 0 || !Marks.CanStartAfter(text, start) ? -1 : start;
    }

    private static bool IsOfAddress(char c) => c is > ' ' and < '\u007f'
        and not ('<' or '>' or '"' or '`' or '\\' or '|' or '^' or '{' or '}');
}
