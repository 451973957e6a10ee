using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Colophon.Tests.Support;

/// <summary>
/// Looks for anything in markup that could act, load or pose as a page's own, with lists of its own: nothing is shared with the cleaning.
/// </summary>
internal static class ActiveContent
{
    private static readonly HashSet<string> Tags = [.. ("a abbr acronym aside b big blockquote br caption cite code col colgroup dd del details dfn div dl dt "
        + "em figcaption figure h2 h3 h4 h5 h6 hr i ins kbd li mark nav ol p pre q rp rt ruby s samp section small span strike strong sub summary "
        + "sup table tbody td tfoot th thead tr tt u ul var wbr").Split(' ')];

    private static readonly HashSet<string> Attributes = [.. ("abbr align alt class colspan dir headers height href id lang open rel rowspan scope start "
        + "title value width").Split(' ')];

    private static readonly HashSet<string> Classes = [.. ("markdown-alert markdown-alert-note markdown-alert-tip markdown-alert-important "
        + "markdown-alert-warning markdown-alert-caution markdown-alert-title admonition admonition-title footnotes line-block rubric").Split(' ')];

    /// <summary>What was found, one line each; nothing where the markup is safe. It is read twice, as a mutation would show.</summary>
    public static List<string> In(string markup)
    {
        var parser = new HtmlParser();
        var found = new List<string>();
        for (var round = 0; round < 2; round++)
        {
            var document = parser.ParseDocument($"<!DOCTYPE html><html><head></head><body><main>{markup}</main></body></html>");
            var main = document.QuerySelector("main")!;
            if (document.Head!.ChildElementCount > 0 || document.Body!.ChildNodes.Length > 1) found.Add("something left its place");
            foreach (var node in main.Descendants())
            {
                if (node is IComment) found.Add("a comment");
                if (node is IElement element) found.AddRange(Wrong(element));
            }

            markup = main.InnerHtml;
        }

        return found;
    }

    private static IEnumerable<string> Wrong(IElement element)
    {
        if (element.NamespaceUri != "http://www.w3.org/1999/xhtml" || !Tags.Contains(element.LocalName)) yield return $"<{element.LocalName}>";
        foreach (var attribute in element.Attributes)
        {
            var isFine = attribute.NamespaceUri is null && Attributes.Contains(attribute.Name) && attribute.Name switch
            {
                "href" => element.LocalName == "a" && IsHarmless(element, attribute.Value),
                "id" => attribute.Value.StartsWith("description-", StringComparison.Ordinal) && attribute.Value.Length > 12,
                "class" => attribute.Value.Split(' ').All(name => Classes.Contains(name) || name.StartsWith("language-", StringComparison.Ordinal)),
                "rel" => attribute.Value == "nofollow noopener noreferrer",
                _ => true,
            };
            if (!isFine) yield return $"<{element.LocalName} {attribute.Name}=\"{attribute.Value}\">";
        }
    }

    private static bool IsHarmless(IElement link, string address)
    {
        if (address.StartsWith("#description-", StringComparison.Ordinal)) return true;
        var lower = address.ToLowerInvariant();
        return (lower.StartsWith("https://", StringComparison.Ordinal) || lower.StartsWith("http://", StringComparison.Ordinal)
                || lower.StartsWith("mailto:", StringComparison.Ordinal))
            && !address.Any(c => char.IsControl(c) || c == ' ' || c == '\\') && link.GetAttribute("rel") == "nofollow noopener noreferrer";
    }
}
