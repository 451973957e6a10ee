using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Colophon.Index.Installing.Listing;

/// <summary>
/// Neighbours in the list of projects, written together. Where one ends is decided by the names alone, so that every node, and every
/// restart, cuts the list alike and gives the page the same ETag.
/// </summary>
internal sealed class Segment(IReadOnlyList<ProjectLine> lines)
{
    /// <summary>How many lines a segment has on average: written and packed in about a millisecond.</summary>
    private const int Length = 512;

    private Piece? html;
    private (bool IsFirst, Piece Piece)? json;

    public IReadOnlyList<ProjectLine> Lines => lines;

    public string First => lines[0].Normalized;

    /// <summary>Bytes.</summary>
    public long Weight { get; } = lines.Sum(line => line.Weight);

    /// <summary>Whether a segment begins with this name.</summary>
    public static bool Opens(string name)
    {
        var hash = 2166136261u; // FNV-1a
        foreach (var c in name) hash = (hash ^ c) * 16777619u;
        return (hash >> 8) % Length == 0;
    }

    /// <summary>Lines in order, cut into segments.</summary>
    public static IEnumerable<Segment> Cut(IReadOnlyList<ProjectLine> lines)
    {
        var start = 0;
        for (var at = 1; at <= lines.Count; at++)
        {
            if (at < lines.Count && !Opens(lines[at].Normalized)) continue;
            yield return new Segment([.. lines.Skip(start).Take(at - start)]);
            start = at;
        }
    }

    public Piece ToHtml()
    {
        if (html is not null) return html;
        var text = new StringBuilder(lines.Count * 64);
        foreach (var line in lines)
            text.Append("    <a href=\"/simple/").Append(line.Normalized).Append("/\">").Append(WebUtility.HtmlEncode(line.Name))
                .Append("</a>\n");
        return html = new Piece(Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <param name="isFirst">Of the list: all others begin with a comma.</param>
    public Piece ToJson(bool isFirst)
    {
        if (json is { } made && made.IsFirst == isFirst) return made.Piece;
        var text = new StringBuilder(lines.Count * 64);
        foreach (var line in lines)
            text.Append(isFirst && text.Length == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{{\"_last-serial\":{line.Serial},")
                .Append("\"name\":").Append(JsonSerializer.Serialize(line.Name)).Append('}');
        var piece = new Piece(Encoding.UTF8.GetBytes(text.ToString()));
        json = (isFirst, piece);
        return piece;
    }
}
