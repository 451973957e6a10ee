using Colophon.Index.Web.Descriptions.Rst.Directives;
using Colophon.Index.Web.Descriptions.Rst.Inlines;

namespace Colophon.Index.Web.Descriptions.Rst.Blocks;

/// <summary>What two dots begin: footnotes, targets, substitutions, directives, comments.</summary>
internal sealed partial class BlockParser
{
    /// <summary>Targets that stand for whatever follows them: an address, when that is what follows.</summary>
    private readonly List<Target> waiting = [];

    private bool ExplicitMarkup()
    {
        if (!IsExplicit(lines[at])) return false;
        var blankFinish = Construct();
        if (at < lines.Count && !lines.IsBlank(at) && !IsExplicit(lines[at]) && !IsAnonymous(lines[at]))
            RequireBlank(blankFinish, "Explicit markup");
        return true;
    }

    private static bool IsExplicit(string line) => line == ".." || line.StartsWith(".. ", StringComparison.Ordinal);

    private static bool IsAnonymous(string line) => line == "__" || line.StartsWith("__ ", StringComparison.Ordinal);

    private bool Construct()
    {
        var rest = lines[at].Length > 2 ? lines[at][2..].TrimStart() : "";
        var start = lines[at].Length - rest.Length;
        if (rest.StartsWith('[') && NoteLabel(rest) is { } label) return Note(label, start + label.Length + 2);
        if (rest.StartsWith('_') && rest is not ['_', ' ', ..] && rest != "_") return HyperlinkTarget(start);
        if (rest.StartsWith('|') && rest is not ['|', ' ', ..] && rest != "|") return Substitution(start);
        if (Names.LengthAt(rest, 0) is > 0 and var length && DirectiveMark(rest, length) is > 0 and var mark)
            return Directive(rest[..length], start + mark);
        return Comment(start, rest);
    }

    private static string? NoteLabel(string rest)
    {
        var end = rest.IndexOf(']', StringComparison.Ordinal);
        if (end < 2 || (end + 1 < rest.Length && rest[end + 1] != ' ')) return null;
        var label = rest[1..end];
        var name = label.StartsWith('#') ? label[1..] : label;
        return label is "*" or "#" || name.All(char.IsAsciiDigit) || Names.LengthAt(name, 0) == name.Length ? label : null;
    }

    private bool Note(string label, int width)
    {
        var line = LineNumber;
        var skip = width;
        while (skip < lines[at].Length && lines[at][skip] == ' ') skip++;
        var indented = lines.TakeIndented(at, first: skip);
        at = indented.End;
        var isCitation = !(label is ['#', ..] or "*" || label.All(char.IsAsciiDigit));
        var kind = label == "*" ? FootnoteKind.Symbol : label[0] == '#' ? FootnoteKind.Numbered : FootnoteKind.Labelled;
        var name = label is "*" or "#" ? null : RstDocument.NameOf(label.TrimStart('#'));
        var id = document.NewId(isCitation ? label : $"footnote-{label}");
        var note = new Footnote(kind, name, id, line) { Label = kind == FootnoteKind.Labelled ? label : "", Mark = Node.Of(label) };
        document.Footnotes.Add(note, document);

        var element = parent.Add(new Node("div").With("class", "footnotes").With("id", id));
        element.Add(new Node("span") { Children = [Node.Of("["), note.Mark, Node.Of("] ")] });
        Nested(indented.Block, element);
        return indented.BlankFinish;
    }

    private bool HyperlinkTarget(int start)
    {
        var line = LineNumber;
        var indented = lines.TakeIndented(at, first: start, untilBlank: true);
        at = indented.End;
        var text = indented.Block.Joined();
        var (name, rest) = TargetName(text, line);
        DeclareTarget(name, rest, line);
        return indented.BlankFinish || lines.IsBlank(at);
    }

    /// <summary><c>_name: rest</c>, the name in backquotes where it holds a colon.</summary>
    private static (string Name, string Address) TargetName(string text, int line)
    {
        if (text.StartsWith("__:", StringComparison.Ordinal)) return ("", text[3..]);
        var quoted = text.StartsWith("_`", StringComparison.Ordinal);
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == ':' && (i + 1 == text.Length || text[i + 1] is ' ' or '\n') && (!quoted || (i > 2 && text[i - 1] == '`')))
                return (Names.Unescaped(quoted ? text[2..(i - 1)] : text[1..i]), text[(i + 1)..]);
        }

        throw RstStop.Broken(line, "Malformed hyperlink target: it reads .. _name: address.");
    }

    private bool Anonymous()
    {
        if (!IsAnonymous(lines[at])) return false;
        var line = LineNumber;
        var indented = lines.TakeIndented(at, first: Math.Min(3, lines[at].Length), untilBlank: true);
        at = indented.End;
        DeclareTarget("", indented.Block.Joined(), line);
        if (at < lines.Count && !lines.IsBlank(at) && !IsExplicit(lines[at]) && !IsAnonymous(lines[at]))
            RequireBlank(indented.BlankFinish, "Explicit markup");
        return true;
    }

    private void DeclareTarget(string name, string rest, int line)
    {
        var target = new Target(line);
        var address = string.Concat(rest.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (Names.ReferenceIn(rest.Trim()) is { } other) target.OtherName = other;
        else if (address.Length > 0) target.Uri = Names.Address(address);
        Place(target, name.Length > 0 ? name : "place");
        if (name.Length == 0) document.AnonymousTargets.Add(target);
        else document.Declare(RstDocument.NameOf(name), target);
    }

    /// <summary>A target without an address names the place where it stands, or the address of the target that follows at once.</summary>
    private void Place(Target target, string name)
    {
        if (parent.Children.Count == 0 || parent.Children[^1].Tag != "target") waiting.Clear();
        if (target.Uri is null && target.OtherName is null)
        {
            target.Id = document.NewId(name);
            waiting.Add(target);
            parent.Add(new Node("target").With("id", target.Id));
            return;
        }

        foreach (var earlier in waiting) (earlier.Uri, earlier.OtherName) = (target.Uri, target.OtherName);
        waiting.Clear();
    }

    private bool Substitution(int start)
    {
        var line = LineNumber;
        var indented = lines.TakeIndented(at, first: start);
        at = indented.End;
        var text = indented.Block.Joined();
        var end = text.IndexOf('|', 1);
        while (end > 0 && text[end - 1] is ' ' or '\\') end = text.IndexOf('|', end + 1);
        if (end < 0) throw RstStop.Broken(line, "Malformed substitution definition: it reads .. |name| directive:: text.");
        var name = string.Join(' ', text[1..end].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var holder = new Node("span");
        new SubstitutionDirective(document, line, name).Read(text[(end + 1)..].TrimStart(), indented.Block, holder);
        if (!document.Substitutions.TryAdd(name, holder))
            throw RstStop.Broken(line, $"Duplicate substitution definition name: \"{name}\".");
        return indented.BlankFinish;
    }

    /// <summary>Characters up to a directive's arguments, or 0: <c>name::</c> with perhaps a blank between.</summary>
    private static int DirectiveMark(string rest, int name)
    {
        var colons = name < rest.Length && rest[name] == ' ' ? name + 1 : name;
        if (string.CompareOrdinal(rest, colons, "::", 0, 2) != 0) return 0;
        var end = colons + 2;
        if (end < rest.Length && rest[end] != ' ') return 0;
        while (end < rest.Length && rest[end] == ' ') end++;
        return end;
    }

    private bool Directive(string name, int width)
    {
        var line = LineNumber;
        var indented = lines.TakeIndented(at, first: width, keepTop: true);
        at = indented.End;
        var block = indented.Block;
        while (block.Count > 0 && block.IsBlank(block.Count - 1)) block = block.Slice(0, block.Count - 1);
        new Directive(document, name.ToLowerInvariant(), line, Nested).Read(block, parent);
        return indented.BlankFinish;
    }

    /// <summary>Two dots alone before a blank line are an empty comment, so that they end what stands above.</summary>
    private bool Comment(int start, string rest)
    {
        if (rest.Length == 0 && lines.IsBlank(at + 1))
        {
            at++;
            return true;
        }

        var indented = lines.TakeIndented(at, first: start);
        at = indented.End;
        return indented.BlankFinish;
    }
}
