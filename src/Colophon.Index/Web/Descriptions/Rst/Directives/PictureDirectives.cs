using Colophon.Index.Web.Descriptions.Rst.Inlines;

namespace Colophon.Index.Web.Descriptions.Rst.Directives;

/// <summary>Pictures. They are written as such; the cleaning that follows makes links of them.</summary>
internal static class PictureDirectives
{
    public static void Image(Directive directive, Node parent) => parent.Add(Linked(directive));

    /// <summary>A picture with a caption, the first paragraph below it, and a legend, the rest.</summary>
    public static void Figure(Directive directive, Node parent)
    {
        if (directive.Option("align") is { } align && align.ToLowerInvariant() is not ("left" or "center" or "right"))
            throw directive.Error($"invalid option value: (option: \"align\"; value: '{align}')");
        var figure = parent.Add(new Node("figure"));
        figure.Add(Linked(directive));
        if (directive.Content.Count == 0) return;
        var below = new Node("figcaption");
        directive.Nested(directive.Content, below);
        if (below.Children.FirstOrDefault() is { Tag: not "p" })
            throw directive.Error("figure caption must be a paragraph or empty comment");
        figure.Add(below);
    }

    public static Node Linked(Directive directive)
    {
        var address = string.Concat(directive.Argument.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var image = new Node("img").With("src", address).With("alt", directive.Option("alt") ?? "");
        if (directive.Option("target") is not { } target) return image;
        var link = new Node("reference") { Line = directive.Line, Children = [image] };
        return Names.ReferenceIn(target.Trim()) is { } name ? link.With("name", name)
            : link.With("href", string.Concat(target.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }
}
