namespace Colophon.Index.Web.Descriptions.Rst;

/// <summary>Puts what names stand for in their places, when all of the text is known.</summary>
internal sealed class References(RstDocument document)
{
    private const int MostSubstituted = 20_000;

    private readonly HashSet<string> open = new(StringComparer.Ordinal);
    private readonly List<Node> headings = [];
    private int anonymous, substituted;

    public void Resolve(Node root)
    {
        Collect(root);
        Walk(root);
        if (anonymous != document.AnonymousTargets.Count)
            throw RstStop.Broken(1, $"Anonymous hyperlink mismatch: {anonymous} references but {document.AnonymousTargets.Count} targets.");
    }

    private void Collect(Node node)
    {
        if (node.Tag == "heading") headings.Add(node);
        foreach (var child in node.Children) Collect(child);
    }

    private void Walk(Node node)
    {
        switch (node.Tag)
        {
            case "reference": Reference(node); break;
            case "footnote-reference": Note(node); break;
            case "substitution": Substitute(node); return;
            case "contents": Contents(node); return;
        }

        foreach (var child in node.Children) Walk(child);
    }

    private void Reference(Node node)
    {
        node.Tag = "a";
        if (node.Attributes.Remove("anonymous"))
        {
            if (anonymous < document.AnonymousTargets.Count) Link(node, document.AnonymousTargets[anonymous], "anonymous");
            anonymous++;
            return;
        }

        if (!node.Attributes.Remove("name", out var name)) return;
        if (!document.Targets.TryGetValue(name, out var target)) throw RstStop.Broken(node.Line, $"Unknown target name: \"{name}\".");
        Link(node, target, name);
    }

    private void Link(Node node, Target target, string name)
    {
        for (var hops = 0; target.OtherName is { } other; hops++)
        {
            if (hops > 50) throw RstStop.Unknown($"the names around \"{name}\" go round in a circle");
            if (!document.Targets.TryGetValue(other, out var next))
                throw RstStop.Broken(target.Line, $"Indirect hyperlink target refers to target \"{other}\", which does not exist.");
            (target, name) = (next, other);
        }

        if (target.IsAmbiguous)
            throw RstStop.Broken(node.Line, $"Duplicate target name, cannot be used as a unique reference: \"{name}\".");
        node.Attributes["href"] = target.Uri ?? $"#{target.Id}";
    }

    private void Note(Node node)
    {
        var note = document.Footnotes.For(node.Attributes["label"], node.Line);
        node.Tag = "a";
        node.Attributes.Remove("label");
        node.Attributes["href"] = $"#{note.Id}";
        node.Children.Add(Node.Of($"[{note.Label}]"));
    }

    private void Substitute(Node node)
    {
        var name = node.Attributes["name"];
        var found = document.Substitutions.TryGetValue(name, out var definition) ? (name, definition)
            : document.Substitutions.Where(pair => string.Equals(pair.Key, name, StringComparison.OrdinalIgnoreCase))
                .Select(pair => (pair.Key, pair.Value)).FirstOrDefault();
        if (found.Item2 is null) throw RstStop.Broken(node.Line, $"Undefined substitution referenced: \"{name}\".");
        if (!open.Add(found.Item1)) throw RstStop.Broken(node.Line, $"Circular substitution definition referenced: \"{name}\".");
        node.Tag = "span";
        node.Attributes.Clear();
        node.Children = [.. found.Item2.Children.Select(Copy)];
        foreach (var child in node.Children) Walk(child);
        open.Remove(found.Item1);
    }

    /// <summary>A definition may be used more than once, also inside of others, which multiplies.</summary>
    private Node Copy(Node node)
    {
        if (++substituted > MostSubstituted) throw RstStop.Unknown("its substitutions come to too much text");
        return new Node(node.Tag)
        {
            Text = node.Text,
            Line = node.Line,
            Attributes = new(node.Attributes),
            Children = [.. node.Children.Select(Copy)]
        };
    }

    /// <summary>A list of the sections, as deep as was asked for.</summary>
    private void Contents(Node node)
    {
        var depth = node.Attributes.Remove("depth", out var text) && int.TryParse(text, out var number) ? number : int.MaxValue;
        node.Tag = "ul";
        foreach (var heading in headings.Where(heading => int.Parse(heading.Attributes["level"]) <= depth))
        {
            var link = new Node("a") { Children = [Node.Of(heading.Plain())] }.With("href", $"#{heading.Attributes["id"]}");
            node.Add(new Node("li") { Children = [link] });
        }
    }
}
