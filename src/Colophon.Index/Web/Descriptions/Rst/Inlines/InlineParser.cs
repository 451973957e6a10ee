using System.Text;

namespace Colophon.Index.Web.Descriptions.Rst.Inlines;

/// <summary>
/// Reads the marks within a paragraph. Each start is looked for once and each end consumes what it ends, or reading stops: linear in the
/// text.
/// </summary>
internal sealed partial class InlineParser(RstDocument document, int line)
{
    private readonly List<Node> found = [];
    private readonly StringBuilder plain = new();
    private string text = "";
    private int at;
    private int noReferenceBefore;

    public List<Node> Parse(string source)
    {
        text = Escapes.Hide(source);
        for (at = 0; at < text.Length;)
        {
            if (!Marks.CanStartAfter(text, at) || !Start()) plain.Append(text[at++]);
        }

        FlushPlain();
        return found;
    }

    private void FlushPlain()
    {
        if (plain.Length == 0) return;
        found.AddRange(StandaloneLinks.In(plain.ToString()));
        plain.Clear();
    }

    private void Put(Node node)
    {
        FlushPlain();
        found.Add(node);
    }

    private bool Start() => text[at] switch
    {
        '*' when Next(1) == '*' => Enclosed("**", "strong", "strong"),
        '*' => Enclosed("*", "em", "emphasis"),
        '`' when Next(1) == '`' => Literal(),
        '`' => Backquoted(at, null),
        ':' => RolePrefix(),
        '_' when Next(1) == '`' => InlineTarget(),
        '|' when Next(1) != '|' => SubstitutionReference(),
        '[' => NoteReference(),
        _ => NameReference(),
    };

    private char Next(int ahead) => at + ahead < text.Length ? text[at + ahead] : '\0';

    /// <summary>
    /// Whether marks of this length open something: no blank behind them, and they do not stand alone between a pair such as quotes.
    /// Marks between such a pair are text, and so are marks at the very end.
    /// </summary>
    private bool Opens(int start, int length, out bool isText)
    {
        isText = false;
        var after = start + length;
        if (after < text.Length && char.IsWhiteSpace(text[after])) return false;
        isText = start > 0 && (after >= text.Length || Marks.IsPair(text[start - 1], text[after]));
        return !isText;
    }

    private bool AsText(int end)
    {
        plain.Append(text, at, end - at);
        at = end;
        return true;
    }

    private bool Enclosed(string mark, string tag, string name)
    {
        if (!Opens(at, mark.Length, out var isText)) return isText && AsText(at + mark.Length);
        var end = Ending(mark, at + mark.Length, name);
        Put(new Node(tag) { Children = [Node.Of(Escapes.Text(text[(at + mark.Length)..end]))] });
        at = end + mark.Length;
        return true;
    }

    /// <summary>Where the closing mark is: behind something that is no blank, before something that may follow it.</summary>
    private int Ending(string mark, int from, string name)
    {
        for (var end = text.IndexOf(mark, Math.Min(from + 1, text.Length), StringComparison.Ordinal); end >= 0;
            end = text.IndexOf(mark, end + 1, StringComparison.Ordinal))
        {
            if (!char.IsWhiteSpace(text[end - 1]) && text[end - 1] != Escapes.Mark && Marks.CanEndBefore(text, end + mark.Length))
                return end;
        }

        throw Broken($"Inline {name} start-string without end-string: close {mark} or write \\{mark} for the characters.");
    }

    private bool Literal()
    {
        if (!Opens(at, 2, out var isText)) return isText && AsText(at + 2);
        for (var end = text.IndexOf("``", Math.Min(at + 3, text.Length), StringComparison.Ordinal); end >= 0;
            end = text.IndexOf("``", end + 1, StringComparison.Ordinal))
        {
            if (char.IsWhiteSpace(text[end - 1]) || !Marks.CanEndBefore(text, end + 2)) continue;
            Put(new Node("code") { Children = [Node.Of(Escapes.Shown(text[(at + 2)..end]))] });
            at = end + 2;
            return true;
        }

        throw Broken("Inline literal start-string without end-string: close it with two backquotes.");
    }

    private bool InlineTarget()
    {
        if (!Opens(at, 2, out var isText)) return isText && AsText(at + 2);
        var end = Ending("`", at + 2, "target");
        var name = Escapes.Text(text[(at + 2)..end]);
        var id = document.NewId(name);
        document.Declare(RstDocument.NameOf(name), new Target(line) { Id = id });
        Put(new Node("span") { Children = [Node.Of(name)] }.With("id", id));
        at = end + 1;
        return true;
    }

    private bool SubstitutionReference()
    {
        if (!Opens(at, 1, out var isText)) return isText && AsText(at + 1);
        for (var end = text.IndexOf('|', Math.Min(at + 2, text.Length)); end >= 0; end = text.IndexOf('|', end + 1))
        {
            if (char.IsWhiteSpace(text[end - 1]) || text[end - 1] == Escapes.Mark) continue;
            var after = end + 1;
            while (after < text.Length && after < end + 3 && text[after] == '_') after++;
            while (after > end && !Marks.CanEndBefore(text, after)) after--;
            if (after == end) continue;
            var name = string.Join(' ', Escapes.Text(text[(at + 1)..end]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            var node = new Node("substitution") { Line = line }.With("name", name);
            Put(after == end + 1 ? node : Referring(new Node("reference") { Line = line, Children = [node] }, after == end + 3, name));
            at = after;
            return true;
        }

        throw Broken("Inline substitution_reference start-string without end-string: close the bar or write \\| for the character.");
    }

    private static Node Referring(Node reference, bool isAnonymous, string name) =>
        isAnonymous ? reference.With("anonymous", "") : reference.With("name", RstDocument.NameOf(name));

    private bool NoteReference()
    {
        var end = at + 1;
        while (end < text.Length && end < at + 200 && text[end] is not (']' or '[' or '\n')) end++;
        if (end >= text.Length - 1 || text[end] != ']' || text[end + 1] != '_' || !Marks.CanEndBefore(text, end + 2)) return false;
        var label = text[(at + 1)..end];
        var name = label.StartsWith('#') ? label[1..] : label;
        if (label is not ("*" or "#") && (name.Length == 0 || Names.LengthAt(name, 0) != name.Length)) return false;
        Put(new Node("footnote-reference") { Line = line }.With("label", label));
        at = end + 2;
        return true;
    }

    /// <summary>A word with an underscore behind it. Where a run of words has been looked at, its parts are not looked at again.</summary>
    private bool NameReference()
    {
        if (at < noReferenceBefore || !char.IsLetterOrDigit(text[at])) return false;
        var length = Names.LengthAt(text, at);
        var end = at + length;
        noReferenceBefore = end;
        if (end >= text.Length || text[end] != '_') return false;
        var marks = end + 1 < text.Length && text[end + 1] == '_' ? 2 : 1;
        if (!Marks.CanEndBefore(text, end + marks)) return false;
        var word = text[at..end];
        Put(Referring(new Node("reference") { Line = line, Children = [Node.Of(word)] }, marks == 2, word));
        at = end + marks;
        return true;
    }

    private RstStop Broken(string what) => RstStop.Broken(line, what);
}
