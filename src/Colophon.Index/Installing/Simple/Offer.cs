using System.Collections.Concurrent;
using System.Globalization;

namespace Colophon.Index.Installing.Simple;

/// <summary>The forms that a simple page has, in the order in which ties are settled (PEP 691).</summary>
internal enum Form
{
    Html,
    VendorHtml,
    VendorJson,
}

/// <summary>Chooses a form by the Accept header: quality values honoured, more specific ranges first (RFC 9110, 12.5.1).</summary>
internal static class Offer
{
    private static readonly (string Type, string Alias)[] Offers =
    [
        ("text/html", "text/html"),
        ("application/vnd.pypi.simple.v1+html", "application/vnd.pypi.simple.latest+html"),
        ("application/vnd.pypi.simple.v1+json", "application/vnd.pypi.simple.latest+json"),
    ];

    /// <summary>Clients send a handful of headers, each a million times. What others send is read each time.</summary>
    private static readonly ConcurrentDictionary<string, Form?> Chosen = new(StringComparer.Ordinal);

    private const int MostKept = 100;
    private const int LongestKept = 300;

    public static string ContentType(Form form) => form == Form.Html ? "text/html; charset=UTF-8" : Offers[(int)form].Type;

    /// <summary>
    /// Null is 406: the client named simple-API types alone, and none that exists. Any other header that fits nothing gets HTML, as at
    /// PyPI.
    /// </summary>
    public static Form? Choose(string? accept)
    {
        if (string.IsNullOrWhiteSpace(accept) || accept == "*/*") return Form.Html;
        if (Chosen.TryGetValue(accept, out var before)) return before;

        var form = Read(accept);
        if (accept.Length <= LongestKept && Chosen.Count < MostKept) Chosen[accept] = form;
        return form;
    }

    private static Form? Read(string accept)
    {
        var ranges = accept.Split(',').Select(Range.Parse).Where(range => range.Type.Length > 0).ToList();
        var best = Enum.GetValues<Form>().Select(form => (Form: form, Quality: Quality(form, ranges))).MaxBy(offer => offer.Quality);
        if (best.Quality > 0) return best.Form;
        return ranges.Count > 0 && ranges.TrueForAll(range =>
            range.Type.StartsWith("application/vnd.pypi.simple.", StringComparison.Ordinal)) ? null : Form.Html;
    }

    private static double Quality(Form form, List<Range> ranges)
    {
        var (type, alias) = Offers[(int)form];
        var group = type[..(type.IndexOf('/', StringComparison.Ordinal) + 1)] + "*";
        foreach (var wanted in (ReadOnlySpan<string>)[type, alias, group, "*/*"])
        {
            if (ranges.Find(range => range.Type == wanted) is { Type.Length: > 0 } found) return found.Quality;
        }

        return 0;
    }

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
                        out var q)) quality = Math.Clamp(q, 0, 1);
            }

            return new Range(parts[0].Trim().ToLowerInvariant(), quality);
        }
    }
}
