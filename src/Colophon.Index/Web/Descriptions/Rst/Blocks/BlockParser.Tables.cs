using System.Text.RegularExpressions;

namespace Colophon.Index.Web.Descriptions.Rst.Blocks;

/// <summary>Finds where tables begin and end.</summary>
internal sealed partial class BlockParser
{
    private bool GridTable()
    {
        if (!GridTop().IsMatch(lines[at])) return false;
        var (start, end) = (at, lines.EndOfBlock(at));
        for (var i = at; i < end; i++)
        {
            if (lines[i][0] == ' ') throw RstStop.Broken(lines.Number(i), "Unexpected indentation.");
            if (lines[i][0] is '+' or '|') continue;
            end = i;
        }

        if (!GridTop().IsMatch(lines[end - 1])) throw Broken("Malformed table: its last line is no border.");
        if (end < lines.Count && !lines.IsBlank(end)) throw RstStop.Broken(lines.Number(end), "Blank line required after table.");
        at = end;
        Write(Grid.Read(lines.Slice(start, end)));
        return true;
    }

    private bool SimpleTable()
    {
        if (!SimpleTop().IsMatch(lines[at])) return false;
        var (start, width, found) = (at, lines[at].Length, 0);
        var end = -1;
        for (var i = at + 1; i < lines.Count && end < 0; i++)
        {
            if (lines[i].Length == 0 || !SimpleBorder().IsMatch(lines[i])) continue;
            if (lines[i].Length != width)
                throw RstStop.Broken(lines.Number(i), "Malformed table: bottom border or header rule does not match top border.");
            found++;
            if (found == 2 || lines.IsBlank(i + 1)) end = i + 1;
        }

        if (end < 0) throw Broken(found > 0 ? "Malformed table: no bottom table border found or no blank line after table bottom."
            : "Malformed table: no bottom table border found.");
        if (!lines.IsBlank(end)) throw RstStop.Broken(lines.Number(end), "Blank line required after table.");
        at = end;
        Write(Columns.Read(lines.Slice(start, end)));
        return true;
    }

    private void Write(List<List<Cell>> rows)
    {
        var table = parent.Add(new Node("table"));
        foreach (var row in rows.Where(row => row.Count > 0))
        {
            var tr = table.Add(new Node("tr"));
            foreach (var cell in row)
            {
                var td = tr.Add(new Node(cell.IsHead ? "th" : "td"));
                if (cell.Columns > 1) td.With("colspan", $"{cell.Columns}");
                if (cell.Rows > 1) td.With("rowspan", $"{cell.Rows}");
                Nested(cell.Content, td);
            }
        }
    }

    [GeneratedRegex(@"^\+-[-+]+-\+$", RegexOptions.NonBacktracking)]
    private static partial Regex GridTop();

    [GeneratedRegex("^=+( +=+)+$", RegexOptions.NonBacktracking)]
    private static partial Regex SimpleTop();

    [GeneratedRegex("^=+[ =]*$", RegexOptions.NonBacktracking)]
    private static partial Regex SimpleBorder();
}

/// <summary>A cell of a table.</summary>
internal sealed record Cell(Lines Content, int Columns, int Rows, bool IsHead);
