using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating.Pages;

/// <summary>Which part of a long table is shown, and in which order: all of it stands in the address, so that it can be kept and sent.</summary>
/// <param name="Sort">The column.</param>
/// <param name="Filters">What was asked for, by the names of the form's fields; empty texts ask for nothing.</param>
/// <param name="HasMore">Whether a page follows.</param>
public sealed record Listing(string Path, string Sort, bool IsDescending, int Page, IReadOnlyDictionary<string, string> Filters,
    bool HasMore)
{
    private const int Rows = 50;
    private const int MostCharacters = 200;

    /// <summary>What a field of the filter says; empty when it asks for nothing.</summary>
    public string this[string filter] => Filters.GetValueOrDefault(filter, "");

    /// <summary>The address of the same table by another column, or by this one the other way round.</summary>
    public string Sorted(string column) => Address(column == Sort && !IsDescending ? $"-{column}" : column, 1);

    public string At(int page) => Address(IsDescending ? $"-{Sort}" : Sort, page);

    /// <param name="columns">By which it can be sorted; the first is the usual, downwards with a '-' before it.</param>
    internal static Listing Of(HttpRequest request, string[] columns, params string[] filters)
    {
        var asked = request.Query["sort"].ToString() is { Length: > 0 } sort && columns.Any(c => c.TrimStart('-') == sort.TrimStart('-'))
            ? sort
            : columns[0];
        var page = int.TryParse(request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 1;
        return new Listing(request.Path, asked.TrimStart('-'), asked[0] == '-', Math.Clamp(page, 1, 100_000),
            filters.ToDictionary(name => name, name => Cut(request.Query[name].ToString().Trim())), HasMore: false);
    }

    /// <summary>The rows of the page, and the listing as it is now known to go on.</summary>
    internal async Task<(List<T> Rows, Listing Listing)> Take<T>(IQueryable<T> ordered, CancellationToken ct)
    {
        var rows = await ordered.Skip((Page - 1) * Rows).Take(Rows + 1).ToListAsync(ct);
        return (rows.Count > Rows ? rows[..Rows] : rows, this with { HasMore = rows.Count > Rows });
    }

    private string Address(string sort, int page)
    {
        var query = Filters.Where(filter => filter.Value.Length > 0).Append(KeyValuePair.Create("sort", sort));
        if (page > 1) query = query.Append(KeyValuePair.Create("page", page.ToString(CultureInfo.InvariantCulture)));
        return Path + "?" + string.Join('&', query.Select(one => $"{one.Key}={Uri.EscapeDataString(one.Value)}"));
    }

    private static string Cut(string text) => text.Length > MostCharacters ? text[..MostCharacters] : text;
}
