using AngleSharp;
using AngleSharp.Dom;
using Ganss.Xss;

namespace Colophon.Index.Web.Descriptions;

/// <summary>
/// A stranger's markup made safe: balanced, cleaned by an allow-list, then fitted to our pages. Nothing of it runs, sends, loads,
/// overlays or answers to a name that our pages use.
/// </summary>
internal static class SafeMarkup
{
    /// <summary>One for all: after it is set up it is only read, which its authors declare safe for threads.</summary>
    private static readonly HtmlSanitizer Sanitizer = SetUp();

    public static string Of(string markup)
    {
        using var document = Sanitizer.SanitizeDom(TagBalance.Of(markup));
        NameHeadings(document.Body!);
        foreach (var element in document.Body!.QuerySelectorAll("*").ToList()) FittedElement.Fit(element);
        return document.Body.ChildNodes.ToHtml(AngleSharp.Html.HtmlMarkupFormatter.Instance);
    }

    /// <summary>Ids as GitHub makes them of headings, so that links within a description lead there.</summary>
    private static void NameHeadings(IElement body)
    {
        var times = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var heading in body.QuerySelectorAll("h1, h2, h3, h4, h5, h6"))
        {
            if (heading.HasAttribute("id")) continue;
            var words = heading.TextContent.Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is '-' or '_' or ' ')
                .Take(200);
            var id = string.Concat(words).Replace(' ', '-');
            if (id.Length == 0) continue;
            var before = times.GetValueOrDefault(id);
            times[id] = before + 1;
            heading.SetAttribute("id", before == 0 ? id : $"{id}-{before}");
        }
    }

    private static HtmlSanitizer SetUp()
    {
        var sanitizer = new HtmlSanitizer(new HtmlSanitizerOptions
        {
            AllowedTags = KnownTags.Kept.ToHashSet(),
            AllowedAttributes = new HashSet<string>
            {
                "abbr", "align", "alt", "checked", "class", "colspan", "dir", "headers", "height", "href", "id", "lang", "name", "open",
                    "rowspan",
                "scope", "src", "start", "style", "title", "type", "value", "width",
            },
            AllowedSchemes = new HashSet<string> { "http", "https", "mailto" },
            UriAttributes = new HashSet<string> { "href", "src" },
            AllowedCssProperties = new HashSet<string> { "text-align" }, // of cells; becomes their align
            AllowedAtRules = new HashSet<AngleSharp.Css.Dom.CssRuleType>(),
            AllowCssCustomProperties = false,
            AllowDataAttributes = false,
        });
        return sanitizer;
    }
}
