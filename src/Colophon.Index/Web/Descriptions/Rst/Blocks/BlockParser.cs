using Colophon.Index.Web.Descriptions.Rst.Inlines;

namespace Colophon.Index.Web.Descriptions.Rst.Blocks;

/// <summary>
/// Reads blocks, one after another, in the order in which docutils tries its patterns. The parts of each kind of block are in the files
/// beside.
/// </summary>
internal sealed partial class BlockParser(RstDocument document, Lines lines, Node parent)
{
    private const int MostDeep = 40;

    private int at;

    /// <summary>Titles stand at the top level alone.</summary>
    public bool TakesTitles { get; init; }

    private int Depth { get; init; }

    private int LineNumber => lines.Number(at);

    public void Run()
    {
        if (Depth > MostDeep) throw RstStop.Unknown("its lists and quotes nest too deeply");
        while (at < lines.Count)
        {
            if (lines.IsBlank(at)) at++;
            else Block();
        }
    }

    private void Block()
    {
        var line = lines[at];
        if (line[0] == ' ') Quote();
        else if (!(Bullets() || Enumerated() || Fields() || Options() || Doctest() || LineBlock() || GridTable() || SimpleTable()
            || ExplicitMarkup() || Anonymous() || TitleOrTransition())) Text();
    }

    private void Nested(Lines content, Node into) => new BlockParser(document, content, into) { Depth = Depth + 1 }.Run();

    private List<Node> Inline(string text, int line) => new InlineParser(document, line).Parse(text);

    private Node Paragraph(string text, int line, string tag = "p") => new(tag) { Children = Inline(text, line), Line = line };

    private RstStop Broken(string what) => RstStop.Broken(LineNumber, what);

    /// <summary>What follows an indented block has to be parted from it by a blank line.</summary>
    private void RequireBlank(bool blankFinish, string what)
    {
        if (!blankFinish) throw Broken($"{what} ends without a blank line; unexpected unindent.");
    }

    private void Quote()
    {
        var indented = lines.TakeIndented(at);
        at = indented.End;
        Quotes(indented.Block);
        RequireBlank(indented.BlankFinish, "Block quote");
    }

    /// <summary>A last paragraph that begins with two dashes names the author and ends the quote.</summary>
    private void Quotes(Lines block)
    {
        var from = 0;
        while (from < block.Count)
        {
            var (attribution, end) = FindAttribution(block, from);
            var quote = parent.Add(new Node("blockquote"));
            Nested(block.Slice(from, attribution), quote);
            if (attribution == block.Count) return;
            var text = block.Slice(attribution, end, line => line.Trim()).Joined();
            quote.Add(Paragraph("\u2014" + text.TrimStart('-', '\u2014', ' '), block.Number(attribution)));
            from = end;
            while (from < block.Count && block.IsBlank(from)) from++;
        }
    }

    private static (int From, int End) FindAttribution(Lines block, int from)
    {
        for (var i = from + 1; i < block.Count; i++)
        {
            if (!block.IsBlank(i - 1) || block.IsBlank(i)) continue;
            var line = block[i];
            var dashes = line.StartsWith("---", StringComparison.Ordinal) ? 3 : line.StartsWith("--", StringComparison.Ordinal) ? 2
                : line[0] == '\u2014' ? 1 : 0;
            if (dashes == 0 || line.Length == dashes || line[dashes] == '-') continue;
            var end = block.EndOfBlock(i);
            if (Enumerable.Range(i + 1, Math.Max(0, end - i - 1)).Select(n => block[n].Length - block[n].TrimStart().Length).Distinct()
                .Count() <= 1)
                return (i, end);
        }

        return (block.Count, block.Count);
    }

    private bool Doctest()
    {
        if (!(lines[at] == ">>>" || lines[at].StartsWith(">>> ", StringComparison.Ordinal))) return false;
        var end = lines.EndOfBlock(at);
        parent.Add(new Node("pre")).Add(Node.Of(lines.Slice(at, end).Joined()));
        at = end;
        return true;
    }

    private static bool IsPunctuation(char c) => c is > ' ' and < '\u007f' && !char.IsAsciiLetterOrDigit(c);

    /// <summary>A line of one repeated mark.</summary>
    private static bool IsRule(string line)
    {
        if (line.Length == 0 || !IsPunctuation(line[0])) return false;
        return line.AsSpan().Trim(line[0]).IsEmpty;
    }
}
