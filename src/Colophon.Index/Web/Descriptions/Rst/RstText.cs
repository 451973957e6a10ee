using System.Text;
using Colophon.Index.Web.Descriptions.Rst.Blocks;

namespace Colophon.Index.Web.Descriptions.Rst;

/// <summary>
/// Reads reStructuredText as docutils does with PyPI's settings (no files, no raw markup, the first warning ends it). What docutils
/// refuses is a flaw; what only this reader does not know is none, and is shown as it was written (ADR 0025).
/// </summary>
internal static class RstText
{
    public static RstReading Read(string text)
    {
        var document = new RstDocument();
        try
        {
            var root = new Node("div");
            new BlockParser(document, Lines.Of(text), root) { TakesTitles = true }.Run();
            Transitions.Check(root);
            document.Footnotes.Number();
            new References(document).Resolve(root);
            var markup = RstMarkup.Of(root);
            return string.IsNullOrWhiteSpace(markup)
                ? new RstReading(null, new Flaw(1, "No content was rendered: the text holds comments or definitions alone."),
                    "it shows nothing")
                : new RstReading(markup, null, null);
        }
        catch (RstStop stop)
        {
            return new RstReading(null, stop.Flaw, stop.Flaw is { } flaw ? $"line {flaw.Line}: {flaw.What}" : stop.Message);
        }
    }
}

/// <summary>What reading came to: markup, or a flaw, or neither where the text is perhaps right but not known here.</summary>
internal sealed record RstReading(string? Markup, Flaw? Flaw, string? Why);

/// <summary>Reading ends here: with a flaw of the text, or with something that this reader does not know.</summary>
internal sealed class RstStop : Exception
{
    private RstStop(Flaw? flaw, string message)
        : base(message) => Flaw = flaw;

    public Flaw? Flaw { get; }

    public static RstStop Broken(int line, string what) => new(new Flaw(line, what), what);

    public static RstStop Unknown(string why) => new(null, why);
}

/// <summary>An element of the text as read, named as HTML names it, or a piece of text.</summary>
internal sealed class Node(string tag)
{
    /// <summary>
    /// A tag of HTML, or a kind that is resolved before it is written: <c>reference</c>, <c>substitution</c>, <c>contents</c> …
    /// </summary>
    public string Tag { get; set; } = tag;

    public string Text { get; set; } = "";

    public int Line { get; init; }

    public List<Node> Children { get; set; } = [];

    public Dictionary<string, string> Attributes { get; init; } = [];

    public static Node Of(string text) => new("#text") { Text = text };

    public Node With(string attribute, string value)
    {
        Attributes[attribute] = value;
        return this;
    }

    public Node Add(Node child)
    {
        Children.Add(child);
        return child;
    }

    /// <summary>Its text without markup.</summary>
    public string Plain()
    {
        var text = new StringBuilder(Text);
        foreach (var child in Children) text.Append(child.Plain());
        return text.ToString();
    }
}
