namespace Colophon.Index.Web.Descriptions.Rst.Blocks;

/// <summary>Lists: with bullets, numbers, fields, options, and lines kept as lines.</summary>
internal sealed partial class BlockParser
{
    private bool Bullets()
    {
        if (BulletWidth(lines[at]) == 0) return false;
        var (list, bullet, blankFinish) = (parent.Add(new Node("ul")), lines[at][0], true);
        while (at < lines.Count && !lines.IsBlank(at) && BulletWidth(lines[at]) is > 0 and var width && lines[at][0] == bullet)
            blankFinish = Item(list, "li", width);
        EndList(blankFinish, "Bullet list");
        return true;
    }

    /// <summary>One item: the rest of the marker's line, and what is indented as far as it.</summary>
    private bool Item(Node list, string tag, int width)
    {
        var indented = lines[at].Length > width ? lines.TakeIndented(at, known: width) : lines.TakeIndented(at, first: width);
        at = indented.End;
        Nested(indented.Block, list.Add(new Node(tag)));
        return indented.BlankFinish;
    }

    private void EndList(bool blankFinish, string what)
    {
        if (at < lines.Count) RequireBlank(blankFinish, what);
    }

    /// <summary>Characters up to the item's text, or 0 where no bullet is.</summary>
    private static int BulletWidth(string line) => line[0] is '-' or '+' or '*' or '\u2022' or '\u2023' or '\u2043' ? MarkerWidth(line, 1)
        : 0;

    /// <summary>A marker ends at the end of the line or takes the blanks behind it.</summary>
    private static int MarkerWidth(string line, int length)
    {
        if (line.Length == length) return length;
        var end = length;
        while (end < line.Length && line[end] == ' ') end++;
        return end == length ? 0 : end;
    }

    private bool Enumerated()
    {
        if (Enumerator.Read(lines[at], null) is not { } first || !FitsNext(first)) return false;
        var (last, blankFinish) = (first, true);
        var isAuto = first.Sequence == Enumerator.Auto;
        var list = parent.Add(new Node("ol"));
        if (first.Ordinal != 1) list.With("start", $"{first.Ordinal}");
        blankFinish = Item(list, "li", first.Width);
        while (at < lines.Count && !lines.IsBlank(at) && Enumerator.Read(lines[at], first.Sequence) is { } next
            && next.Format == first.Format
            && (next.Sequence == Enumerator.Auto || (next.Sequence == first.Sequence && !isAuto && next.Ordinal == last.Ordinal + 1))
                && FitsNext(next))
        {
            if (next.Sequence == Enumerator.Auto) isAuto = true;
            blankFinish = Item(list, "li", next.Width);
            last = next with { Ordinal = next.Sequence == Enumerator.Auto ? last.Ordinal + 1 : next.Ordinal };
        }

        EndList(blankFinish, "Enumerated list");
        return true;
    }

    /// <summary>An item's second line is blank, indented, or the next item: else it is a paragraph that begins like one.</summary>
    private bool FitsNext(Enumerator item) => at + 1 >= lines.Count || lines[at + 1].Length == 0 || lines[at + 1][0] == ' '
        || item.Following.Any(next => lines[at + 1].StartsWith(next, StringComparison.Ordinal));

    private bool Fields()
    {
        if (FieldMarker.WidthOf(lines[at]) == 0) return false;
        var (list, blankFinish) = (parent.Add(new Node("dl")), true);
        while (at < lines.Count && !lines.IsBlank(at) && FieldMarker.WidthOf(lines[at]) is > 0 and var width)
        {
            list.Add(Paragraph(FieldMarker.NameIn(lines[at]), LineNumber, "dt")).Add(Node.Of(":"));
            var indented = lines.TakeIndented(at, first: width);
            at = indented.End;
            Nested(indented.Block, list.Add(new Node("dd")));
            blankFinish = indented.BlankFinish;
        }

        EndList(blankFinish, "Field list");
        return true;
    }

    private bool Options()
    {
        if (OptionMarker.WidthOf(lines[at]) == 0) return false;
        var (list, blankFinish) = (new Node("dl"), true);
        while (at < lines.Count && !lines.IsBlank(at) && OptionMarker.WidthOf(lines[at]) is > 0 and var width)
        {
            var indented = lines.TakeIndented(at, first: width);
            if (indented.Block.Count == 0) break;
            list.Add(new Node("dt")).Add(new Node("kbd")).Add(Node.Of(lines[at][..width].Trim()));
            at = indented.End;
            Nested(indented.Block, list.Add(new Node("dd")));
            blankFinish = indented.BlankFinish;
        }

        if (list.Children.Count == 0) return false;
        parent.Add(list);
        EndList(blankFinish, "Option list");
        return true;
    }

    private bool LineBlock()
    {
        if (!IsLineOfBlock(lines[at])) return false;
        var (block, blankFinish) = (parent.Add(new Node("div").With("class", "line-block")), true);
        while (at < lines.Count && !lines.IsBlank(at) && IsLineOfBlock(lines[at]))
        {
            var line = LineNumber;
            var text = lines[at].Length > 1 ? lines[at][2..] : "";
            var indented = lines.TakeIndented(at, first: 1, untilBlank: true);
            at = indented.End;
            blankFinish = indented.BlankFinish || lines.IsBlank(at);
            if (block.Children.Count > 0) block.Add(new Node("br"));
            block.Add(Node.Of(new string('\u00a0', text.Length - text.TrimStart().Length)));
            block.Children.AddRange(Inline(indented.Block.Joined().Trim(), line));
        }

        if (!blankFinish) throw Broken("Line block ends without a blank line.");
        return true;
    }

    private static bool IsLineOfBlock(string line) => line == "|" || line.StartsWith("| ", StringComparison.Ordinal);

    /// <summary>Whether a line begins no other kind of block.</summary>
    private bool IsPlainText() => BulletWidth(lines[at]) == 0 && FieldMarker.WidthOf(lines[at]) == 0 && OptionMarker.WidthOf(lines[at]) == 0
        && !IsLineOfBlock(lines[at]) && !IsRule(lines[at]) && !lines[at].StartsWith(".. ", StringComparison.Ordinal)
        && !lines[at].StartsWith("__ ", StringComparison.Ordinal) && !lines[at].StartsWith(">>> ", StringComparison.Ordinal)
        && !GridTop().IsMatch(lines[at]) && !SimpleTop().IsMatch(lines[at])
        && !(Enumerator.Read(lines[at], null) is { } item && FitsNext(item));
}
