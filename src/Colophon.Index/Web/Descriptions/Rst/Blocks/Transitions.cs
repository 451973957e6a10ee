namespace Colophon.Index.Web.Descriptions.Rst.Blocks;

/// <summary>Where a rule across the page may stand: between other things.</summary>
internal static class Transitions
{
    public static void Check(Node root) => Check(root, isLast: true);

    private static void Check(Node section, bool isLast)
    {
        var shown = section.Children.Where(child => child.Tag != "heading").ToList();
        for (var i = 0; i < shown.Count; i++)
        {
            if (shown[i].Tag == "section") Check(shown[i], isLast && i == shown.Count - 1);
            if (shown[i].Tag != "hr") continue;
            var line = shown[i].Line;
            if (i == 0) throw RstStop.Broken(line, "Document or section may not begin with a transition.");
            if (i == shown.Count - 1 && isLast) throw RstStop.Broken(line, "Document may not end with a transition.");
            if (shown[i - 1].Tag == "hr")
                throw RstStop.Broken(line, "At least one body element must separate transitions; adjacent transitions are not allowed.");
        }
    }
}
