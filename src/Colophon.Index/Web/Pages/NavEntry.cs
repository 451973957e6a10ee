namespace Colophon.Index.Web.Pages;

/// <summary>A line of a navigation.</summary>
/// <param name="Href">Path of the page; pages below it count as it, where no other line is nearer.</param>
public sealed record NavEntry(string Href, string Text)
{
    /// <summary>The line whose page is shown: the longest that the path begins with.</summary>
    public static NavEntry? Current(IEnumerable<NavEntry> entries, string path) => entries
        .Where(entry => path == entry.Href || path.StartsWith(entry.Href.TrimEnd('/') + "/", StringComparison.Ordinal))
        .MaxBy(entry => entry.Href.Length);
}
