namespace Colophon.Index.Web.Descriptions.Rst.Blocks;

/// <summary>Lines of the text with their numbers, tabs expanded and blanks at the ends cut off.</summary>
internal sealed class Lines(IReadOnlyList<string> texts, IReadOnlyList<int> numbers)
{
    /// <summary>Reading costs each line once for each level around it.</summary>
    private const int LongestLine = 20_000;

    public int Count => texts.Count;

    public string this[int at] => texts[at];

    public static Lines Of(string text)
    {
        var lines = text.Replace('\v', ' ').Replace('\f', ' ').Split('\n').Select(line => Expand(line).TrimEnd()).ToList();
        if (lines.Any(line => line.Length > LongestLine)) throw RstStop.Unknown("it has a line of more than 20,000 characters");
        return new Lines(lines, [.. Enumerable.Range(1, lines.Count)]);
    }

    public int Number(int at) => numbers.Count == 0 ? 1 : numbers[Math.Min(at, numbers.Count - 1)];

    public bool IsBlank(int at) => at >= Count || string.IsNullOrWhiteSpace(texts[at]);

    public Lines Slice(int from, int to, Func<string, string>? change = null)
    {
        var count = Math.Max(0, to - from);
        return new Lines([.. texts.Skip(from).Take(count).Select(change ?? (line => line))], [.. numbers.Skip(from).Take(count)]);
    }

    public string Joined(string separator = "\n") => string.Join(separator, texts);

    /// <summary>Where the run of lines that are not blank ends.</summary>
    public int EndOfBlock(int from)
    {
        var end = from;
        while (!IsBlank(end)) end++;
        return end;
    }

    /// <summary>
    /// The indented block that begins here. <paramref name="first"/> characters of its first line belong to a marker; the others are
    /// indented by <paramref name="known"/>, or by what they have in common.
    /// </summary>
    public Indented TakeIndented(int from, int? first = null, int? known = null, bool untilBlank = false, bool keepTop = false)
    {
        first ??= known;
        var (end, indent, blankFinish) = (first is null ? from : from + 1, known, true);
        for (; end < Count; end++)
        {
            var line = texts[end];
            if (line.Length > 0 && (line[0] != ' ' || (known is { } k && Head(line, k).Trim().Length > 0)))
            {
                blankFinish = end > from && IsBlank(end - 1);
                break;
            }

            if (line.Length == 0 && untilBlank) break;
            if (line.Length > 0 && known is null) indent = Math.Min(indent ?? int.MaxValue, line.Length - line.TrimStart().Length);
        }

        var block = new List<string>(end - from);
        for (var i = from; i < end; i++)
            block.Add(texts[i] is var line && i == from && first is { } cut ? Tail(line, cut) : Tail(line, indent ?? 0));
        var top = 0;
        while (!keepTop && top < block.Count && block[top].Length == 0) top++;
        return new Indented(new Lines(block[top..], [.. numbers.Skip(from + top).Take(block.Count - top)]), end, blankFinish, indent ?? 0);
    }

    private static string Head(string line, int count) => line.Length <= count ? line : line[..count];

    private static string Tail(string line, int count) => line.Length <= count ? "" : line[count..];

    private static string Expand(string line)
    {
        if (!line.Contains('\t', StringComparison.Ordinal)) return line;
        var text = new System.Text.StringBuilder();
        foreach (var c in line)
        {
            if (c == '\t') text.Append(' ', 8 - (text.Length % 8));
            else text.Append(c);
        }

        return text.ToString();
    }
}

/// <summary>An indented block, the line behind it, and whether a blank line parted the two.</summary>
internal sealed record Indented(Lines Block, int End, bool BlankFinish, int Indent);
