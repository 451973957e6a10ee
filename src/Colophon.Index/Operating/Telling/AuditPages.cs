using System.Globalization;
using Colophon.Index.Store;
using Colophon.Index.Store.Chain;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Colophon.Index.Store.Messages;
using Colophon.Index.Web.Pages;
using Colophon.Rules.Packaging.Names;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating.Telling;

/// <summary>The history of all changes, filtered, with its chain verified: <c>/operate/audit/</c>.</summary>
internal static class AuditPages
{
    private const int Rows = 50;

    private static readonly string[] Fields = ["project", "actor", "event", "since", "until", "before"];

    public static Task Show(HttpContext context, ColophonDb db) => Draw(context, db, null);

    /// <summary>Walks the chain, and shows what it found above the newest entries.</summary>
    public static async Task Verify(HttpContext context, ColophonDb db, KeptHead head, RootKeys keys)
    {
        await PostedForm.Read(context);
        var kept = head.Read();
        var report = await HistoryChain.Verify(db, keys.ForHistory(), kept, context.RequestAborted);
        await Draw(context, db, new ChainModel(report.Sealed, report.Unsealed, $"{report.Last.Id}:{report.Last.Seal}", report.Fault,
            kept is not null || report.Sealed == 0));
    }

    private static async Task Draw(HttpContext context, ColophonDb db, ChainModel? chain)
    {
        var asked = Fields.ToDictionary(name => name, name => context.Request.Query[name].ToString().Trim());
        var fault = FilterOf(asked, out var filter);
        var before = long.TryParse(asked["before"], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : long.MaxValue;
        var found = fault is null
            ? await filter.Of(db).Where(e => e.Id < before).OrderByDescending(e => e.Id).Take(Rows + 1).ToListAsync(context.RequestAborted)
            : [];
        var rows = found.Take(Rows).Select(RowOf).ToList();
        var older = found.Count > Rows ? Address(asked, rows[^1].Id) : null;
        await context.Show<AuditPage, AuditModel>(new AuditModel(rows, asked, older, fault) { Chain = chain }, fault is null ? 200 : 400);
    }

    private static string? FilterOf(Dictionary<string, string> asked, out HistoryFilter filter)
    {
        filter = new HistoryFilter(null, null, null, null, null);
        var (project, what) = (asked["project"], asked["event"]);
        if (!HistoryFilter.IsEvent(what)) return $"'{what}' is no event; expected for example publisher:add, or publisher: for all such.";
        if (!Day(asked["since"], out var since) || !Day(asked["until"], out var until))
            return "A day could not be read; expected for example 2026-11-23.";
        var name = ProjectName.Parse(project).TryGet(out var parsed, out _) ? parsed.Normalized : project;
        filter = new HistoryFilter(Asked(name), Asked(asked["actor"]), Asked(what), since, until);
        return null;
    }

    private static string? Asked(string text) => text.Length > 0 ? text : null;

    private static bool Day(string text, out DateTimeOffset? day)
    {
        day = DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var read)
            ? read
            : null;
        return day is not null || text.Length == 0;
    }

    private static EntryRow RowOf(HistoryEntry entry) => new(entry.Id, entry.At, entry.Event, entry.Project, entry.Actor,
        [.. Details.Read(entry.Details).Where(fact => fact.Value is not null).Select(fact => (fact.Key, fact.Value!))], entry.Seal is not null);

    private static string Address(Dictionary<string, string> asked, long before) => "/operate/audit/?" + string.Join('&',
        asked.Where(one => one.Value.Length > 0 && one.Key != "before").Select(one => $"{one.Key}={Uri.EscapeDataString(one.Value)}")
            .Append($"before={before}"));
}
