using System.Globalization;

namespace Colophon.Index.Web.Descriptions.Rst;

/// <summary>Footnotes and citations, numbered by hand, by the reader, or by symbols.</summary>
internal sealed class Footnotes
{
    private const string Symbols = "*\u2020\u2021\u00a7\u00b6#\u2660\u2665\u2666\u2663";

    private readonly List<Footnote> all = [];
    private readonly Dictionary<string, Footnote> byLabel = new(StringComparer.Ordinal);

    public void Add(Footnote footnote, RstDocument document)
    {
        all.Add(footnote);
        if (footnote.Name is not { } name) return;
        document.Declare(name, new Target(footnote.Line) { Id = footnote.Id });
        byLabel.TryAdd(name, footnote);
    }

    /// <summary>Gives numbers to those that have none; numbers chosen by hand are left out.</summary>
    public void Number()
    {
        var taken = all.Select(note => note.Label).ToHashSet();
        var (next, symbol) = (1, 0);
        foreach (var note in all)
        {
            if (note.Kind == FootnoteKind.Symbol)
            {
                note.Label = new string(Symbols[symbol % Symbols.Length], (symbol / Symbols.Length) + 1);
                symbol++;
            }

            if (note.Kind != FootnoteKind.Numbered) continue;
            while (taken.Contains(next.ToString(CultureInfo.InvariantCulture))) next++;
            note.Label = next++.ToString(CultureInfo.InvariantCulture);
        }

        foreach (var note in all) note.Mark!.Text = note.Label;
    }

    /// <summary>The footnote that <c>[label]_</c> means; each <c>[#]_</c> and <c>[*]_</c> means the next of its kind.</summary>
    public Footnote For(string label, int line)
    {
        if (label is "#" or "*")
        {
            var kind = label == "#" ? FootnoteKind.Numbered : FootnoteKind.Symbol;
            var next = all.FirstOrDefault(note => note.Kind == kind && note.Name is null && !note.IsTaken)
                ?? throw RstStop.Broken(line, label == "#"
                    ? "Too many autonumbered footnote references: there are fewer autonumbered footnotes."
                    : "Too many symbol footnote references: there are fewer symbol footnotes.");
            next.IsTaken = true;
            return next;
        }

        var name = RstDocument.NameOf(label.TrimStart('#'));
        return byLabel.TryGetValue(name, out var found) ? found : throw RstStop.Broken(line, $"Unknown target name: \"{name}\".");
    }
}

internal enum FootnoteKind
{
    Labelled,
    Numbered,
    Symbol,
}

/// <summary>One footnote or citation.</summary>
internal sealed class Footnote(FootnoteKind kind, string? name, string id, int line)
{
    public FootnoteKind Kind => kind;

    public string? Name => name;

    public string Id => id;

    public int Line => line;

    public string Label { get; set; } = "";

    /// <summary>The text node that shows the label.</summary>
    public Node? Mark { get; set; }

    public bool IsTaken { get; set; }
}
