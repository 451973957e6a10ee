using System.Globalization;

namespace Colophon.Index.Installing.Pages;

/// <summary>An Accept header, read: quality values honoured, more specific ranges first (RFC 9110, 12.5.1).</summary>
internal sealed class Accepted
{
    private readonly List<Range> ranges;

    private Accepted(List<Range> ranges) => this.ranges = ranges;

    public static Accepted Parse(string header) =>
        new([.. header.Split(',').Select(Range.Parse).Where(range => range.Type.Length > 0)]);

    /// <summary>Whether every range begins so, and there is one.</summary>
    public bool AllBegin(string prefix) =>
        ranges.Count > 0 && ranges.TrueForAll(range => range.Type.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>How much the client wants a media type: from 0, not at all, to 1.</summary>
    /// <param name="alias">Another name of the same type.</param>
    public double Quality(string type, string? alias = null)
    {
        var exact = ranges.Where(range => range.Type == type || range.Type == alias).Select(range => (double?)range.Quality).Max();
        return exact ?? Of(type[..(type.IndexOf('/', StringComparison.Ordinal) + 1)] + "*") ?? Of("*/*") ?? 0;
    }

    private double? Of(string type) => ranges.Find(range => range.Type == type) is { Type.Length: > 0 } found ? found.Quality : null;

    private readonly record struct Range(string Type, double Quality)
    {
        public static Range Parse(string text)
        {
            var parts = text.Split(';');
            var quality = 1.0;
            foreach (var parameter in parts.Skip(1).Select(part => part.Trim()))
            {
                if (parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase)
                    && double.TryParse(parameter.AsSpan(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                        out var q) && !double.IsNaN(q)) quality = Math.Clamp(q, 0, 1);
            }

            return new Range(parts[0].Trim().ToLowerInvariant(), quality);
        }
    }
}

/// <summary>Pages that are for people unless a program asks.</summary>
internal static class AcceptedForms
{
    /// <summary>Whether JSON is wanted more than HTML, by the Accept header or in the address.</summary>
    public static bool WantsJson(this HttpRequest request)
    {
        if (request.Query["format"] == "json") return true;
        var accepted = Accepted.Parse(request.Headers.Accept.ToString());
        return accepted.Quality("application/json") > accepted.Quality("text/html");
    }
}
