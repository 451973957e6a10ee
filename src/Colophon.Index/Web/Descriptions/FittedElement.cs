using System.Globalization;
using AngleSharp.Dom;

namespace Colophon.Index.Web.Descriptions;

/// <summary>
/// One element of a description, fitted to our pages: headings below the page's own, links that vouch for nothing, no pictures.
/// </summary>
internal static class FittedElement
{
    /// <summary>
    /// Before every id, so that none can take the place of the page's own, nor of a property of the document (DOM clobbering).
    /// </summary>
    private const string Prefix = "description-";

    private static readonly HashSet<string> Classes = new(StringComparer.Ordinal)
    {
        "markdown-alert", "markdown-alert-note", "markdown-alert-tip", "markdown-alert-important", "markdown-alert-warning",
        "markdown-alert-caution", "markdown-alert-title", "admonition", "admonition-title", "footnotes", "line-block", "rubric",
    };

    public static void Fit(IElement element)
    {
        Name(element);
        Class(element);
        Align(element);
        switch (element.LocalName)
        {
            case "a": Link(element); break;
            case "img": Picture(element); break;
            case "input": Box(element); break;
            case "picture" or "center": Unwrap(element); break;
            case "h1" or "h2" or "h3" or "h4" or "h5": Lower(element); break;
            default: Bare(element, "href", "src", "value", "type", "name", "checked"); break;
        }
    }

    /// <summary><c>name</c> is an older spelling of <c>id</c> in links.</summary>
    private static void Name(IElement element)
    {
        var id = element.GetAttribute("id") ?? (element.LocalName == "a" ? element.GetAttribute("name") : null);
        element.RemoveAttribute("name");
        element.RemoveAttribute("id");
        if (Slug(id) is { Length: > 0 } slug) element.SetAttribute("id", Prefix + slug);
    }

    /// <summary>Markdown aligns columns by style, which our pages do not take from anybody.</summary>
    private static void Align(IElement element)
    {
        var style = element.GetAttribute("style") ?? "";
        element.RemoveAttribute("style");
        var side = style.Split(':')[^1].Trim(' ', ';');
        if (element.LocalName is "td" or "th" && side is "left" or "center" or "right") element.SetAttribute("align", side);
    }

    private static void Class(IElement element)
    {
        if (element.GetAttribute("class") is not { } classes) return;
        var kept = classes.Split(' ').Where(name => Classes.Contains(name) || (element.LocalName is "code" or "pre" && IsLanguage(name)));
        var text = string.Join(' ', kept.Distinct());
        if (text.Length > 0) element.SetAttribute("class", text);
        else element.RemoveAttribute("class");
    }

    private static bool IsLanguage(string name) => name.StartsWith("language-", StringComparison.Ordinal) && name.Length is > 9 and < 40
        && name.Skip(9).All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '+' or '#' or '_');

    /// <summary>To somewhere else by a whole http, https or mailto address, or to a place in the description; else it is no link.</summary>
    private static void Link(IElement element)
    {
        var address = element.GetAttribute("href")?.Trim();
        Bare(element, "href", "src", "value", "type", "checked");
        if (address is null) return;
        if (address.StartsWith('#'))
        {
            if (Slug(Uri.UnescapeDataString(address[1..])) is { Length: > 0 } slug) element.SetAttribute("href", $"#{Prefix}{slug}");
            return;
        }

        if (!IsOutside(address)) return;
        element.SetAttribute("href", address);
        element.SetAttribute("rel", "nofollow noopener noreferrer");
    }

    /// <summary>
    /// Our pages load nothing from elsewhere (CSP <c>img-src 'self'</c>): a picture is a link to it, with its alternative text as the
    /// words.
    /// </summary>
    private static void Picture(IElement element)
    {
        var address = element.GetAttribute("src")?.Trim() ?? "";
        var words = element.GetAttribute("alt")?.Trim() is { Length: > 0 } alt ? alt : LastPart(address);
        var document = element.Owner!;
        INode instead = document.CreateTextNode(words);
        if (IsOutside(address) && element.Closest("a") is null && element.Closest("summary") is null)
        {
            var link = document.CreateElement("a");
            link.SetAttribute("href", address);
            link.SetAttribute("rel", "nofollow noopener noreferrer");
            link.AppendChild(instead);
            instead = link;
        }

        element.Parent!.ReplaceChild(instead, element);
    }

    /// <summary>Task lists have boxes; others ask for input, which nothing of a stranger's may.</summary>
    private static void Box(IElement element)
    {
        var box = element.GetAttribute("type") == "checkbox" ? element.HasAttribute("checked") ? "\u2611" : "\u2610" : "";
        element.Parent!.ReplaceChild(element.Owner!.CreateTextNode(box), element);
    }

    private static void Unwrap(IElement element)
    {
        while (element.FirstChild is { } child) element.Parent!.InsertBefore(child, element);
        element.Remove();
    }

    private static void Lower(IElement heading)
    {
        var lower = heading.Owner!.CreateElement($"h{int.Parse(heading.LocalName.AsSpan(1), CultureInfo.InvariantCulture) + 1}");
        foreach (var name in (string[])["id", "align", "dir", "lang", "title"])
        {
            if (heading.GetAttribute(name) is { } value) lower.SetAttribute(name, value);
        }

        while (heading.FirstChild is { } child) lower.AppendChild(child);
        heading.Parent!.ReplaceChild(lower, heading);
    }

    private static void Bare(IElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (name != "value" || element.LocalName != "li") element.RemoveAttribute(name);
        }
    }

    private static bool IsOutside(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme is "mailto"
            || (uri.Scheme is "http" or "https" && address.Contains("://", StringComparison.Ordinal) && uri.UserInfo == ""));

    private static string LastPart(string address) =>
        address.Split('?', '#')[0].TrimEnd('/').Split('/')[^1] is { Length: > 0 and < 80 } part ? part : "image";

    private static string? Slug(string? id) => id is null ? null
        : new string([.. id.Trim().Take(200).Where(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or ':')]).ToLowerInvariant();
}
