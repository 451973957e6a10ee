using System.Net;
using System.Text;

namespace Colophon.Index.Web.Descriptions.Rst;

/// <summary>Writes what was read as HTML. It goes through the same cleaning as Markdown does: nothing here has to be trusted.</summary>
internal static class RstMarkup
{
    private static readonly HashSet<string> Blocks = ["p", "pre", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "td",
        "th", "div", "hr"];

    public static string Of(Node root)
    {
        var text = new StringBuilder();
        foreach (var child in root.Children) Write(child, text);
        return text.ToString();
    }

    private static void Write(Node node, StringBuilder text)
    {
        if (node.Tag == "#text")
        {
            text.Append(WebUtility.HtmlEncode(node.Text));
            return;
        }

        var tag = node.Tag switch
        {
            "heading" => $"h{Math.Min(6, int.Parse(node.Attributes["level"]))}",
            "target" => "span",
            _ => node.Tag,
        };
        text.Append('<').Append(tag);
        foreach (var (name, value) in node.Attributes)
        {
            if (name != "level") text.Append(' ').Append(name).Append("=\"").Append(WebUtility.HtmlEncode(value)).Append('"');
        }

        text.Append('>');
        if (tag is "br" or "hr" or "img") return;
        if (tag == "pre") text.Append('\n'); // a parser drops the first line feed, which may be the text's own
        foreach (var child in node.Children) Write(child, text);
        text.Append("</").Append(tag).Append('>');
        if (Blocks.Contains(tag)) text.Append('\n');
    }
}
