using System.Collections.Concurrent;
using Colophon.Index.Installing.Pages;

namespace Colophon.Index.Installing.Simple;

/// <summary>The forms that a simple page has, in the order in which ties are settled (PEP 691).</summary>
internal enum Form
{
    Html,
    VendorHtml,
    VendorJson,
}

/// <summary>Chooses a form by the Accept header.</summary>
internal static class Offer
{
    private static readonly (string Type, string? Alias)[] Offers =
    [
        ("text/html", null),
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

        var form = Read(Accepted.Parse(accept));
        if (accept.Length <= LongestKept && Chosen.Count < MostKept) Chosen[accept] = form;
        return form;
    }

    private static Form? Read(Accepted accepted)
    {
        var best = Enum.GetValues<Form>()
            .Select(form => (Form: form, Quality: accepted.Quality(Offers[(int)form].Type, Offers[(int)form].Alias)))
            .MaxBy(offer => offer.Quality);
        if (best.Quality > 0) return best.Form;
        return accepted.AllBegin("application/vnd.pypi.simple.") ? null : Form.Html;
    }
}
