using System.Globalization;

namespace Colophon.Index.Web.Doors;

/// <summary>One page of a long list.</summary>
/// <param name="Next">What to send as <c>after</c> for the page that follows; absent on the last.</param>
internal sealed record ApiPage<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Which page of a list was asked for: <c>?after=…&amp;limit=…</c>.</summary>
/// <param name="After">Where the page before ended; null for the first.</param>
internal sealed record PageAsked(string? After, int Limit)
{
    private const int Usual = 50;
    private const int Most = 200;

    /// <summary>For <see cref="ApiAct.Query"/>.</summary>
    public static readonly (string, string)[] Parameters =
        [("after", "The `next` of the page before."), ("limit", "How many at most, 1 to 200; 50 when left out.")];

    public static PageAsked Of(HttpRequest request)
    {
        var (after, limit) = (request.Query["after"].ToString(), request.Query["limit"].ToString());
        if (after.Length > 200) throw WebProblems.BadRequest.Refuse("\"after\" is no `next` of a page of this list.");
        if (limit.Length == 0) return new PageAsked(after.Length == 0 ? null : after, Usual);
        return int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= Most
            ? new PageAsked(after.Length == 0 ? null : after, number)
            : throw WebProblems.BadRequest.Refuse($"\"limit\" is '{(limit.Length > 20 ? limit[..20] : limit)}', expected 1 to {Most}.");
    }

    /// <summary>Cuts a list that was read with one item more than the page holds.</summary>
    /// <param name="key">What <c>after</c> says of an item.</param>
    public ApiPage<T> Cut<T>(IReadOnlyList<T> oneMore, Func<T, string> key) => oneMore.Count <= Limit
        ? new ApiPage<T>(oneMore, null)
        : new ApiPage<T>([.. oneMore.Take(Limit)], key(oneMore[Limit - 1]));
}
