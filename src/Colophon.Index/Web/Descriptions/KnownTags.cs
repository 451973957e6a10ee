using System.Collections.Frozen;

namespace Colophon.Index.Web.Descriptions;

/// <summary>The elements that a description may be made of, and how they close one another.</summary>
internal static class KnownTags
{
    /// <summary>Kept; every other tag is dropped and what it encloses stays.</summary>
    public static readonly FrozenSet<string> Kept = Set(
        "a abbr acronym aside b big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em "
        + "figcaption figure h1 h2 h3 h4 h5 h6 hr i img input ins kbd li mark nav ol p picture pre q rp rt ruby s samp section "
        + "small span strike strong sub summary sup table tbody td tfoot th thead tr tt u ul var wbr");

    /// <summary>Dropped with all that they enclose: their content is no text for a reader.</summary>
    public static readonly FrozenSet<string> Silenced = Set(
        "script style iframe noscript noembed noframes textarea title xmp plaintext svg math template object embed applet "
        + "select option head audio video canvas frameset listing");

    /// <summary>Without an end tag.</summary>
    public static readonly FrozenSet<string> Void = Set("br col hr img input wbr");

    private static readonly FrozenSet<string> ClosesParagraph = Set(
        "aside blockquote center details div dl figure h1 h2 h3 h4 h5 h6 hr nav ol p pre section table ul");

    private static readonly FrozenDictionary<string, FrozenSet<string>> Closes = new Dictionary<string, FrozenSet<string>>
    {
        ["li"] = Set("p li"),
        ["dt"] = Set("p dt dd"),
        ["dd"] = Set("p dt dd"),
        ["td"] = Set("p td th"),
        ["th"] = Set("p td th"),
        ["tr"] = Set("p td th tr"),
        ["thead"] = Set("p td th tr thead tbody tfoot"),
        ["tbody"] = Set("p td th tr thead tbody tfoot"),
        ["tfoot"] = Set("p td th tr thead tbody tfoot"),
        ["a"] = Set("a"),
    }.ToFrozenDictionary();

    /// <summary>Whether an open element ends where another begins, as browsers read it.</summary>
    public static bool Ends(string open, string opening) =>
        Closes.TryGetValue(opening, out var closed) ? closed.Contains(open) : open == "p" && ClosesParagraph.Contains(opening);

    private static FrozenSet<string> Set(string names) => names.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
