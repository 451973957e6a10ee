using System.Text;

namespace Colophon.Index.Web.Descriptions;

/// <summary>
/// Makes markup well-formed and shallow in one pass, before a parser builds a tree of it: a browser's rules for broken markup repeat open
/// elements again and again, so that a few kilobytes of unclosed tags become gigabytes (threats.md F03).
/// </summary>
internal sealed class TagBalance(string markup)
{
    /// <summary>Tags nested deeper are dropped; what they enclose stays.</summary>
    private const int MostDeep = 64;

    private readonly StringBuilder text = new(markup.Length + 64);
    private readonly List<string> open = [];
    private int at;

    /// <summary>The same with known tags alone, each closed, at most 64 deep.</summary>
    public static string Of(string markup) => new TagBalance(markup).Run();

    private string Run()
    {
        while (at < markup.Length)
        {
            var next = markup.IndexOf('<', at);
            if (next < 0) next = markup.Length;
            text.Append(markup, at, next - at);
            at = next;
            if (at < markup.Length) Tag();
        }

        while (open.Count > 0) Close();
        return text.ToString();
    }

    private void Tag()
    {
        var isEnd = Peek(1) == '/';
        var start = at + (isEnd ? 2 : 1);
        if (Peek(1) is '!' or '?')
        {
            SkipDeclaration();
            return;
        }

        var nameEnd = start;
        while (nameEnd < markup.Length && char.IsAsciiLetterOrDigit(markup[nameEnd])) nameEnd++;
        var tagEnd = nameEnd > start && char.IsAsciiLetter(markup[start]) ? EndOfTag(nameEnd) : -1;
        if (tagEnd < 0)
        {
            text.Append("&lt;");
            at++;
            return;
        }

        var name = markup[start..nameEnd].ToLowerInvariant();
        var attributes = markup.AsSpan(nameEnd, tagEnd - nameEnd);
        at = tagEnd + 1;
        // "<a:b>" and "<x-y>" are other elements than those they begin with.
        if (attributes.Length > 0 && !char.IsWhiteSpace(attributes[0]) && attributes[0] != '/') return;
        if (isEnd) End(name);
        else Begin(name, attributes);
    }

    private void Begin(string name, ReadOnlySpan<char> attributes)
    {
        if (KnownTags.Silenced.Contains(name))
        {
            SkipTo(name);
            return;
        }

        if (!KnownTags.Kept.Contains(name)) return;
        while (open.Count > 0 && KnownTags.Ends(open[^1], name)) Close();
        if (open.Count >= MostDeep && !KnownTags.Void.Contains(name)) return;
        text.Append('<').Append(name).Append(attributes.TrimEnd('/')).Append('>');
        if (!KnownTags.Void.Contains(name)) open.Add(name);
    }

    private void End(string name)
    {
        if (!open.Contains(name)) return;
        while (open[^1] != name) Close();
        Close();
    }

    private void Close()
    {
        text.Append("</").Append(open[^1]).Append('>');
        open.RemoveAt(open.Count - 1);
    }

    private char Peek(int ahead) => at + ahead < markup.Length ? markup[at + ahead] : '\0';

    /// <summary>The place of the tag's <c>&gt;</c>, one inside of quotes not counted; -1 without one.</summary>
    private int EndOfTag(int from)
    {
        if (from > noEndFrom) return -1;
        var quote = '\0';
        for (var i = from; i < markup.Length; i++)
        {
            var c = markup[i];
            if (quote != '\0') quote = c == quote ? '\0' : quote;
            else if (c is '"' or '\'' && IsValue(i)) quote = c;
            else if (c == '>') return i;
        }

        noEndFrom = Math.Min(noEndFrom, from);
        return -1;
    }

    /// <summary>
    /// Where a search for the end of a tag has failed, every later one fails too or is as good as failed: it is not repeated.
    /// </summary>
    private int noEndFrom = int.MaxValue;

    /// <summary>A quote opens a value only behind an equals sign.</summary>
    private bool IsValue(int quote)
    {
        var before = quote - 1;
        while (before >= 0 && char.IsWhiteSpace(markup[before])) before--;
        return before >= 0 && markup[before] == '=';
    }

    private void SkipDeclaration()
    {
        var comment = string.CompareOrdinal(markup, at, "<!--", 0, 4) == 0;
        var end = comment ? markup.IndexOf("-->", at + 4, StringComparison.Ordinal) : markup.IndexOf('>', at);
        at = end < 0 ? markup.Length : end + (comment ? 3 : 1);
    }

    private void SkipTo(string name)
    {
        var end = markup.IndexOf("</" + name, at, StringComparison.OrdinalIgnoreCase);
        var close = end < 0 ? -1 : markup.IndexOf('>', end);
        at = close < 0 ? markup.Length : close + 1;
    }
}
