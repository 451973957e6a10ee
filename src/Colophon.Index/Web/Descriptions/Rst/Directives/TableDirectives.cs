using System.Globalization;
using System.Text;
using Colophon.Index.Web.Descriptions.Rst.Blocks;

namespace Colophon.Index.Web.Descriptions.Rst.Directives;

/// <summary>Tables that are written as lists or as comma-separated values.</summary>
internal static class TableDirectives
{
    public static void Table(Directive directive, Node parent)
    {
        var holder = new Node("div");
        directive.Nested(directive.Content, holder);
        if (holder.Children is not [{ Tag: "table" } table]) throw directive.Error("exactly one table expected");
        Caption(directive, table);
        parent.Add(table);
    }

    public static void ListTable(Directive directive, Node parent)
    {
        var holder = new Node("div");
        directive.Nested(directive.Content, holder);
        if (holder.Children is not [{ Tag: "ul" } rows]) throw directive.Error("exactly one bullet list expected");
        var cells = rows.Children.Select(row => row.Children is [{ Tag: "ul" } columns] ? columns.Children : null).ToList();
        if (cells.Any(row => row is null || row.Count != cells[0]!.Count))
            throw directive.Error("each item must hold a list of one length: the row's cells");
        Write(directive, parent, [.. cells.Select(row => row!)]);
    }

    public static void CsvTable(Directive directive, Node parent)
    {
        if (directive.Option("file") is not null || directive.Option("url") is not null)
            throw RstStop.Broken(directive.Line, "File and URL access deactivated; ignoring \"csv-table\" directive.");
        if (directive.Option("delim") is not null || directive.Option("quote") is not null || directive.Option("escape") is not null)
            throw RstStop.Unknown($"line {directive.Line}: its table sets how values are parted");
        if (directive.Content.Count == 0) throw directive.Error("the \"csv-table\" directive requires content; none supplied");
        var head = directive.Option("header") is { } header ? Values(header) : [];
        var rows = head.Concat(Values(directive.Content.Joined())).ToList();
        var width = rows.Max(row => row.Count);
        var cells = rows.Select(row => row.Concat(Enumerable.Repeat("", width - row.Count)).Select(value =>
        {
            var cell = new Node("td");
            var lines = value.Split('\n').Select(line => line.TrimEnd()).ToList();
            directive.Nested(new Lines(lines, [.. lines.Select(_ => directive.Line)]), cell);
            return cell;
        }).ToList()).ToList();
        Write(directive, parent, cells, head.Count);
    }

    private static void Write(Directive directive, Node parent, List<List<Node>> rows, int moreHeads = 0)
    {
        var (heads, stubs) = (Number(directive, "header-rows") + moreHeads, Number(directive, "stub-columns"));
        if (heads >= rows.Count) throw directive.Error("there are not more rows than header rows");
        if (stubs >= rows[0].Count) throw directive.Error("there are not more columns than stub columns");
        var table = parent.Add(new Node("table"));
        Caption(directive, table);
        for (var r = 0; r < rows.Count; r++)
        {
            var tr = table.Add(new Node("tr"));
            for (var c = 0; c < rows[r].Count; c++)
                tr.Add(new Node(r < heads || c < stubs ? "th" : "td") { Children = rows[r][c].Children });
        }
    }

    private static void Caption(Directive directive, Node table)
    {
        if (directive.Argument.Length > 0)
            table.Children.Insert(0, new Node("caption") { Children = directive.Inline(directive.Argument) });
    }

    private static int Number(Directive directive, string option) =>
        directive.Option(option) is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number : 0;

    /// <summary>Comma-separated values: quotes around a value, doubled inside of it; blanks behind a comma do not count.</summary>
    private static List<List<string>> Values(string text)
    {
        var (rows, row, value) = (new List<List<string>>(), new List<string>(), new StringBuilder());
        var (quoted, fresh) = (false, true);
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : '\n';
            if (quoted && i < text.Length)
            {
                if (c != '"') value.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"') value.Append(text[i++]);
                else quoted = false;
            }
            else if (c is ',' or '\n')
            {
                row.Add(value.ToString());
                value.Clear();
                fresh = true;
                if (c == ',') continue;
                if (row.Count > 1 || row[0].Length > 0) rows.Add(row);
                row = [];
            }
            else if (fresh && c == '"') (quoted, fresh) = (true, false);
            else if (!fresh || c != ' ')
            {
                value.Append(c);
                fresh = false;
            }
        }

        return rows;
    }
}
