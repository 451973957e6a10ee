using System.Globalization;
using Colophon.Index.Web.Descriptions.Rst.Blocks;
using Colophon.Index.Web.Descriptions.Rst.Inlines;

namespace Colophon.Index.Web.Descriptions.Rst.Directives;

/// <summary>What directives of text stand for.</summary>
internal static class WrittenDirectives
{
    public static void Admonition(Directive directive, Node parent)
    {
        var box = parent.Add(new Node("aside").With("class", "admonition"));
        var title = box.Add(new Node("p").With("class", "admonition-title"));
        if (directive.Name == "admonition") title.Children.AddRange(directive.Inline(directive.Argument));
        else title.Add(Node.Of(char.ToUpperInvariant(directive.Name[0]) + directive.Name[1..]));
        directive.Nested(directive.Content, box);
    }

    public static void Topic(Directive directive, Node parent)
    {
        var box = parent.Add(new Node("aside").With("class", "admonition"));
        box.Add(new Node("p") { Children = directive.Inline(directive.Argument) }.With("class", "admonition-title"));
        directive.Nested(directive.Content, box);
    }

    public static void Rubric(Directive directive, Node parent) =>
        parent.Add(new Node("p") { Children = directive.Inline(directive.Argument) }.With("class", "rubric"));

    public static void Code(Directive directive, Node parent)
    {
        var code = parent.Add(new Node("pre")).Add(new Node("code"));
        if (directive.Argument.Length > 0) code.With("class", $"language-{directive.Argument}");
        code.Add(Node.Of(directive.Option("number-lines") is { } first ? Numbered(directive.Content, first) : directive.Content.Joined()));
    }

    private static string Numbered(Lines content, string option)
    {
        var first = int.TryParse(option, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 1;
        var width = (first + content.Count - 1).ToString(CultureInfo.InvariantCulture).Length;
        return string.Join('\n', Enumerable.Range(0, content.Count)
            .Select(i => $"{(first + i).ToString(CultureInfo.InvariantCulture).PadLeft(width)} {content[i]}"));
    }

    public static void Math(Directive directive, Node parent)
    {
        var formula = $"{directive.Argument}\n{directive.Content.Joined()}".Trim();
        if (formula.Length == 0) throw directive.Error("content block expected; none found");
        parent.Add(new Node("pre")).Add(new Node("code")).Add(Node.Of(formula));
    }

    public static void ParsedLiteral(Directive directive, Node parent) =>
        parent.Add(new Node("pre") { Children = directive.Inline(directive.Content.Joined()) });

    /// <summary>Read as the quotes that indentation makes, so that one can end with its author.</summary>
    public static void Quote(Directive directive, Node parent) =>
        directive.Nested(directive.Content.Slice(0, directive.Content.Count, line => line.Length == 0 ? line : $" {line}"), parent);

    public static void Container(Directive directive, Node parent) => directive.Nested(directive.Content, parent.Add(new Node("div")));

    public static void Contents(Directive directive, Node parent)
    {
        if (directive.Option("local") is not null) throw RstStop.Unknown("it asks for the contents of one section");
        var box = parent.Add(new Node("nav"));
        var title = directive.Argument.Length > 0 ? directive.Argument : "Contents";
        directive.Document.DeclareTitle(title, directive.Line);
        box.Add(new Node("p") { Children = directive.Inline(title) });
        var list = box.Add(new Node("contents"));
        if (directive.Option("depth") is { } depth) list.With("depth", depth);
    }

    /// <summary>A role of the text's own: code of some language, or another look of text.</summary>
    public static void Role(Directive directive, Node parent)
    {
        if (directive.Argument.Length + directive.Content.Count == 0) throw directive.Error("it names no role");
        var words = directive.Argument.Split('\n')[0].Trim();
        var open = words.IndexOf('(', StringComparison.Ordinal);
        var basis = open < 0 ? "" : words[(open + 1)..].Trim(' ', ')').ToLowerInvariant();
        var name = (open < 0 ? words : words[..open]).Trim().ToLowerInvariant();
        if (basis == "raw") throw RstStop.Broken(directive.Line, "The role is based on \"raw\", which is disabled.");
        if (name.Length == 0 || Names.LengthAt(name, 0) != name.Length)
            throw RstStop.Unknown("it defines a role in a way that is not known here");
        if (basis.Length > 0 && !InlineRoles.IsKnown(basis, directive.Document))
            throw RstStop.Broken(directive.Line, $"Unknown interpreted text role \"{basis}\".");
        directive.Document.Roles[name] = basis.Length == 0 ? "span" : directive.Document.Roles.GetValueOrDefault(basis, basis);
    }

    public static void DefaultRole(Directive directive, Node parent)
    {
        var role = directive.Argument.ToLowerInvariant();
        if (role.Length > 0 && !InlineRoles.IsKnown(role, directive.Document))
            throw RstStop.Broken(directive.Line, $"Unknown interpreted text role \"{role}\".");
        directive.Document.DefaultRole = role.Length == 0 ? "title-reference" : role;
    }

    public static void Nothing(Directive directive, Node parent)
    {
    }

    public static void Misplaced(Directive directive, Node parent) =>
        throw RstStop.Broken(directive.Line,
            $"Invalid context: the \"{directive.Name}\" directive can only be used within a substitution definition.");

    public static void Unknown(Directive directive, Node parent) =>
        throw RstStop.Unknown($"line {directive.Line}: the directive \"{directive.Name}\" is not rendered here");
}
