using System.Globalization;
using Colophon.Index.Maintaining.Pages;
using Colophon.Index.Store.Chain;

namespace Colophon.Index.Maintaining.Telling;

/// <summary>Which entries were asked for, in the words of an address.</summary>
internal static class HistoryQuery
{
    private static readonly string[] Times = ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm", "yyyy-MM-ddTHH:mm:ssK", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK"];

    /// <summary>As it was typed, cut where nothing could be meant any more.</summary>
    public static HistoryAsked Typed(HttpRequest request)
    {
        return new HistoryAsked(Of("event"), Of("actor"), Of("since"), Of("until"));

        string Of(string name)
        {
            var text = request.Query[name].ToString().Trim();
            return text.Length > 200 ? text[..200] : text;
        }
    }

    /// <summary>The filter, or what is wrong with what was typed.</summary>
    public static (HistoryFilter? Filter, string? Fault) Read(HistoryAsked asked)
    {
        if (!HistoryFilter.IsEvent(asked.Event))
            return (null, $"'{asked.Event}' is no event. Expected for example file:add, or publisher: for all that begin with it.");
        if (!IsTime(asked.Since, out var since)) return (null, NoTime(asked.Since));
        if (!IsTime(asked.Until, out var until)) return (null, NoTime(asked.Until));
        if (asked.Actor.Contains('\0', StringComparison.Ordinal)) return (null, "The name of who did it cannot be one.");
        return (new HistoryFilter(Project: null, OrNull(asked.Actor), OrNull(asked.Event), since, until), null);
    }

    /// <summary>In UTC where no zone is named.</summary>
    public static bool IsTime(string text, out DateTimeOffset? time)
    {
        var isTime = DateTimeOffset.TryParseExact(text, Times, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var read);
        time = isTime ? read : null;
        return isTime || text.Length == 0;
    }

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    private static string NoTime(string text) => $"'{text}' is no time. Expected for example 2026-11-01 or 2026-11-01T12:00:00Z.";
}
