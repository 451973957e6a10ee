using System.Globalization;
using System.Text;

namespace Colophon.Index.Web.Descriptions.Rst.Blocks;

/// <summary>Paragraphs, titles, definitions and literal blocks.</summary>
internal sealed partial class BlockParser
{
    private readonly Stack<(int Level, Node Outer)> sections = new();

    private void Text()
    {
        if (lines.IsBlank(at + 1))
        {
            Prose(at + 1);
            return;
        }

        var next = lines[at + 1];
        if (next[0] == ' ') Definitions();
        else if (IsRule(next) && TryUnderlined(next)) return;
        else Prose(lines.EndOfBlock(at));
    }

    /// <summary>A paragraph, and the literal block that two colons at its end announce.</summary>
    private void Prose(int end)
    {
        for (var i = at + 1; i < end; i++)
        {
            if (lines[i][0] == ' ') throw RstStop.Broken(lines.Number(i), "Unexpected indentation.");
        }

        var (text, line) = (lines.Slice(at, end).Joined(), LineNumber);
        at = end;
        var literal = EndsWithMark(text);
        if (literal) text = text == "::" ? "" : text[^3] is ' ' or '\n' ? text[..^3].TrimEnd() : text[..^1];
        if (text.Length > 0) parent.Add(Paragraph(text, line));
        if (literal) LiteralBlock(line);
    }

    /// <summary>Two colons at the end, the first of them not escaped.</summary>
    private static bool EndsWithMark(string text)
    {
        if (!text.EndsWith("::", StringComparison.Ordinal)) return false;
        var backslashes = text.Length - 2 - text.AsSpan(0, text.Length - 2).TrimEnd('\\').Length;
        return backslashes % 2 == 0;
    }

    private void LiteralBlock(int line)
    {
        while (at < lines.Count && lines.IsBlank(at)) at++;
        var indented = lines.TakeIndented(at);
        if (indented.Block.Count == 0)
        {
            QuotedLiteral(line);
            return;
        }

        at = indented.End;
        parent.Add(new Node("pre")).Add(Node.Of(indented.Block.Joined().TrimEnd()));
        RequireBlank(indented.BlankFinish, "Literal block");
    }

    /// <summary>A literal block without indentation: each line begins with the same mark.</summary>
    private void QuotedLiteral(int line)
    {
        if (at >= lines.Count || !IsPunctuation(lines[at][0])) throw RstStop.Broken(line, "Literal block expected; none found.");
        var (end, mark) = (lines.EndOfBlock(at), lines[at][0]);
        for (var i = at; i < end; i++)
        {
            if (lines[i][0] == ' ') throw RstStop.Broken(lines.Number(i), "Unexpected indentation.");
            if (lines[i][0] != mark) throw RstStop.Broken(lines.Number(i), "Inconsistent literal block quoting.");
        }

        parent.Add(new Node("pre")).Add(Node.Of(lines.Slice(at, end).Joined()));
        at = end;
    }

    private void Definitions()
    {
        var list = parent.Add(new Node("dl"));
        var blankFinish = true;
        while (at + 1 < lines.Count && !lines.IsBlank(at) && lines[at][0] != ' ' && !lines.IsBlank(at + 1) && lines[at + 1][0] == ' '
            && (list.Children.Count == 0 || IsPlainText()))
        {
            var (term, line) = (lines[at], LineNumber);
            var indented = lines.TakeIndented(at + 1);
            at = indented.End;
            Term(list, term, line);
            Nested(indented.Block, list.Add(new Node("dd")));
            blankFinish = indented.BlankFinish;
        }

        if (at < lines.Count) RequireBlank(blankFinish, "Definition list");
    }

    private void Term(Node list, string term, int line)
    {
        var parts = new Node("dt");
        var inlines = Inline(term, line);
        foreach (var inline in inlines)
            parts.Add(inline.Tag == "#text" ? Node.Of(inline.Text.Replace(" : ", " ", StringComparison.Ordinal)) : inline);
        list.Add(parts);
    }

    private bool TryUnderlined(string underline)
    {
        var title = lines[at];
        if (WidthOf(title) > underline.Length)
        {
            if (underline.Length < 4) return false;
            throw RstStop.Broken(lines.Number(at + 1),
                $"Title underline too short: {underline.Length} marks under {WidthOf(title)} characters.");
        }

        if (!TakesTitles) throw Broken("Unexpected section title: titles stand neither in lists nor in quotes nor in directives.");
        var line = LineNumber;
        at += 2;
        Section(title, underline[..1], line);
        return true;
    }

    private bool TitleOrTransition()
    {
        var line = lines[at];
        if (!IsRule(line)) return false;
        var isShort = line.Length < 4;
        if (!TakesTitles)
        {
            if (line == "::" || isShort) return false;
            throw Broken("Unexpected section title or transition.");
        }

        if (lines.IsBlank(at + 1))
        {
            if (isShort) return false;
            parent.Add(new Node("hr") { Line = LineNumber });
            at++;
            return true;
        }

        return Overlined(line, isShort);
    }

    private bool Overlined(string overline, bool isShort)
    {
        var title = lines[at + 1];
        var fault = IsRule(title) ? "Invalid section title or transition marker."
            : at + 2 >= lines.Count ? "Incomplete section title."
            : !IsRule(lines[at + 2]) ? "Missing matching underline for section title overline."
            : lines[at + 2] != overline ? "Title overline & underline mismatch."
            : WidthOf(title) > overline.Length ? "Title overline too short."
            : null;
        if (fault is not null)
        {
            if (isShort) return false;
            throw Broken(fault);
        }

        var line = LineNumber;
        at += 3;
        Section(title.Trim(), overline[..1] + overline[..1], line);
        return true;
    }

    /// <summary>Titles are as high as their marks were when they first came up.</summary>
    private void Section(string title, string style, int line)
    {
        var level = document.TitleStyles.IndexOf(style);
        var current = sections.Count == 0 ? -1 : sections.Peek().Level;
        if (level < 0)
        {
            if (document.TitleStyles.Count != current + 1)
                throw RstStop.Broken(line, $"Title level inconsistent: \"{title}\" skips a level.");
            document.TitleStyles.Add(style);
            level = document.TitleStyles.Count - 1;
        }

        if (level > current + 1) throw RstStop.Broken(line, $"Title level inconsistent: \"{title}\" skips a level.");
        while (sections.Count > 0 && sections.Peek().Level >= level) parent = sections.Pop().Outer;
        sections.Push((level, parent));
        parent = parent.Add(new Node("section"));
        var heading = Paragraph(title, line, "heading");
        heading.Attributes["level"] = (level + 1).ToString(CultureInfo.InvariantCulture);
        heading.Attributes["id"] = document.DeclareTitle(heading.Plain(), line);
        parent.Add(heading);
    }

    /// <summary>Columns that a text takes: wide East Asian characters take two, combining ones none.</summary>
    private static int WidthOf(string text)
    {
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            width += Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0
                : IsWide(rune.Value) ? 2 : 1;
        }

        return width;
    }

    private static bool IsWide(int c) => c is (>= 0x1100 and <= 0x115f) or (>= 0x2e80 and <= 0x303e) or (>= 0x3041 and <= 0xa4cf)
        or (>= 0xac00 and <= 0xd7a3) or (>= 0xf900 and <= 0xfaff) or (>= 0xfe30 and <= 0xfe6f) or (>= 0xff00 and <= 0xff60)
        or (>= 0xffe0 and <= 0xffe6) or (>= 0x1f300 and <= 0x1f64f) or (>= 0x1f680 and <= 0x1f6ff) or (>= 0x1f900 and <= 0x1f9ff)
        or (>= 0x20000 and <= 0x3fffd) or 0x231a or 0x231b or (>= 0x23e9 and <= 0x23ec) or 0x2705 or 0x2728 or 0x274c or 0x26a1 or 0x2b50
        or (>= 0x1f7e0 and <= 0x1f7eb);
}
