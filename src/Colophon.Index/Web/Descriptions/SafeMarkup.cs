using AngleSharp;
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
        foreach (var element in document.Body!.QuerySelectorAll("*").ToList()) FittedElement.Fit(element);
        return document.Body.ChildNodes.ToHtml(AngleSharp.Html.HtmlMarkupFormatter.Instance);
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
