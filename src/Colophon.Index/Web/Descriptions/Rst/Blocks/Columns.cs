using System.Text.RegularExpressions;

namespace Colophon.Index.Web.Descriptions.Rst.Blocks;

/// <summary>A table of columns under rules of equals signs. The last column may be wider than its rule.</summary>
internal sealed partial class Columns
{
    private readonly Lines block;
    private readonly List<(int Start, int End)> columns;
    private readonly int borderEnd;
    private readonly List<List<Cell>> rows = [];
    private int headRows;

    private Columns(Lines block)
    {
        this.block = block;
        columns = Runs(block[0]);
        borderEnd = columns[^1].End;
    }

    public static List<List<Cell>> Read(Lines block) => new Columns(block).Run();

    private List<List<Cell>> Run()
    {
        var (start, hasText) = (1, false);
        for (var i = 1; i < block.Count; i++)
        {
            var isHeadRule = i < block.Count - 1 && block[i].Length > 0 && HeadRule().IsMatch(block[i]);
            if (isHeadRule || i == block.Count - 1 || (block[i].Length > 0 && SpanRule().IsMatch(block[i])))
            {
                Row(start, i, block[i]);
                (start, hasText) = (i + 1, false);
                if (isHeadRule) headRows = rows.Count;
            }
            else if (Part(block[i], columns[0].Start, columns[0].End).Trim().Length > 0)
            {
                if (hasText && i != start) Row(start, i, null);
                (start, hasText) = (i, true);
            }
            else if (!hasText)
            {
                start = i + 1;
            }
        }

        return [.. rows.Select((row, at) => at < headRows ? [.. row.Select(cell => cell with { IsHead = true })] : row)];
    }

    /// <summary>A row of cells; a rule of dashes or the border under it says which columns it joins.</summary>
    private void Row(int from, int to, string? rule)
    {
        if (from >= to && rule is null) return;
        var cells = rule is null ? [.. columns] : Spans(rule, to);
        Widen(cells, from, to);
        var (row, column) = (new List<Cell>(), 0);
        foreach (var (start, end) in cells)
        {
            var span = 1;
            if (column >= columns.Count || start != columns[column].Start) throw Bad(to, "Column span alignment problem");
            while (end != columns[column].End)
            {
                if (column + 1 >= columns.Count) break;
                column++;
                span++;
            }

            column++;
            row.Add(new Cell(block.Slice(from, to, line => Part(line, start, end).TrimEnd()), span, 1, false));
        }

        if (from < to || rows.Count == 0) rows.Add([.. row.Select(Trimmed)]);
    }

    private List<(int Start, int End)> Spans(string rule, int line)
    {
        var spans = Runs(rule);
        if (spans[^1].End != borderEnd) throw Bad(line, "Column span incomplete");
        spans[^1] = (spans[^1].Start, columns[^1].End);
        return spans;
    }

    /// <summary>Text between two columns is an error, text behind the last one makes it wider.</summary>
    private void Widen(List<(int Start, int End)> cells, int from, int to)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            for (var n = from; n < to; n++)
            {
                var (start, end) = cells[i];
                if (i < cells.Count - 1)
                {
                    if (Part(block[n], end, cells[i + 1].Start).Trim().Length > 0) throw Bad(n, "Text in column margin");
                }
                else if (block[n].Length > end && block[n][end..].Trim().Length > 0)
                {
                    cells[i] = (start, Math.Max(columns[^1].End, block[n].Length));
                    columns[^1] = (columns[^1].Start, Math.Max(columns[^1].End, block[n].Length));
                }
            }
        }
    }

    /// <summary>A cell's text without what its lines have in common on the left.</summary>
    internal static Cell Trimmed(Cell cell)
    {
        var shown = Enumerable.Range(0, cell.Content.Count).Where(i => !cell.Content.IsBlank(i)).ToList();
        if (shown.Count == 0) return cell with { Content = cell.Content.Slice(0, 0) };
        var indent = shown.Min(i => cell.Content[i].Length - cell.Content[i].TrimStart().Length);
        return cell with { Content = cell.Content.Slice(shown[0], shown[^1] + 1, line => line.Length <= indent ? "" : line[indent..]) };
    }

    private RstStop Bad(int line, string what) => RstStop.Broken(block.Number(line), $"Malformed table: {what}.");

    private static string Part(string line, int start, int end) =>
        start >= line.Length ? "" : line[start..Math.Min(end, line.Length)];

    private static List<(int Start, int End)> Runs(string rule)
    {
        var runs = new List<(int, int)>();
        for (var i = 0; i < rule.Length; i++)
        {
            if (rule[i] == ' ') continue;
            var start = i;
            while (i < rule.Length && rule[i] != ' ') i++;
            runs.Add((start, i));
        }

        return runs;
    }

    [GeneratedRegex("^=[ =]*$", RegexOptions.NonBacktracking)]
    private static partial Regex HeadRule();

    [GeneratedRegex("^-[ -]*$", RegexOptions.NonBacktracking)]
    private static partial Regex SpanRule();
}
