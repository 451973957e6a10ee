using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Colophon.Index.Store;
using Colophon.Index.Store.Chain;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating.Telling;

/// <summary><c>audit list</c>, <c>verify</c>, <c>accept</c>: the history, and whether it is as it was written.</summary>
internal static class AuditVerbs
{
    private static readonly Option<string?> Project = new("--project") { Description = "Of this project." };
    private static readonly Option<string?> Actor = new("--actor") { Description = "By this person or publisher." };
    private static readonly Option<string?> Event =
        new("--event") { Description = "This event, or all that begin with it, such as publisher:." };
    private static readonly Option<DateTimeOffset?> Since = new("--since") { Description = "Not before this time, such as 2026-11-01." };
    private static readonly Option<DateTimeOffset?> Until = new("--until") { Description = "Before this time." };
    private static readonly Option<long> After =
        new("--after") { Description = "Only entries with greater ids, to read on where you were." };
    private static readonly Option<int> Limit =
        new("--limit") { Description = "At most so many, the oldest of them first.", DefaultValueFactory = _ => 1000 };
    private static readonly Option<string?> Expect =
        new("--expect") { Description = "ID:SEAL as an earlier `audit verify` printed it: is it still there?" };

    public static IEnumerable<Command> Make() =>
    [
        new Command("audit", "The history of all changes, each entry sealed.").With(
            new Command("list", "Lists entries in their order.").With(Project, Actor, Event, Since, Until, After, Limit).Does(List),
            new Command("verify", "Finds the first entry that was edited, added, removed or cut off at the end.").With(Expect).Does(Verify),
            new Command("accept", "After an older copy of the database was restored: goes on from its last sealed entry.").Does(Accept)),
    ];

    private static async Task<int> List(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var (actor, what, after) = (parsed.GetValue(Actor), parsed.GetValue(Event), parsed.GetValue(After));
        if (what is not null && !HistoryFilter.IsEvent(what))
            throw new VerbRefused($"'{what}' is no event. Expected for example publisher:add, or publisher: for all that begin with it.");
        var project = parsed.GetValue(Project) is { } typed ? ProjectVerbs.Parse(typed).Normalized : null;
        var filter = new HistoryFilter(project, actor, what, parsed.GetValue(Since), parsed.GetValue(Until));
        var entries = await filter.Of(verb.Db).Where(e => e.Id > after).OrderBy(e => e.Id).Take(Math.Clamp(parsed.GetValue(Limit), 1, 100_000)).ToListAsync(ct);
        verb.SayAll(entries.Select(entry => (InWords(entry), (object)new
        {
            entry.Id,
            entry.At,
            entry.Event,
            entry.Project,
            entry.Actor,
            details = JsonDocument.Parse(entry.Details).RootElement,
            entry.Seal,
        })));
        return 0;
    }

    /// <summary>On one line, whatever somebody chose to be called (threats.md F32).</summary>
    private static string InWords(HistoryEntry entry) => new([.. string.Create(CultureInfo.InvariantCulture,
        $"{entry.Id} {entry.At:u} {entry.Event} {entry.Project ?? "-"} by {entry.Actor} {entry.Details}")
        .Select(c => char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? '\uFFFD' : c)]);

    private static async Task<int> Verify(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var kept = verb.Get<KeptHead>().Read();
        var report = await HistoryChain.Verify(verb.Db, verb.Get<RootKeys>().ForHistory(), kept, ct);
        if (report.Fault is null && parsed.GetValue(Expect) is { } text) report = await Compare(verb, report, text, ct);
        var head = $"{report.Last.Id}:{report.Last.Seal}";
        var notes = kept is null && report.Sealed > 0
            ? $" No head is kept in {verb.Get<DataDirectory>().HistoryHead}: an end that was cut off would not show."
            : "";
        verb.Say(report.Fault ?? $"{report.Sealed} entries are as they were sealed, {report.Unsealed} wait for their seal.{notes}\n"
            + $"Head, to keep elsewhere and compare with --expect: {head}",
            new
            {
                intact = report.Fault is null,
                report.Sealed,
                report.Unsealed,
                head,
                report.Entry,
                report.Fault,
                isHeadKept = kept is not null,
            });
        return report.Fault is null ? 0 : 1;
    }

    private static async Task<ChainReport> Compare(Verb verb, ChainReport report, string text, CancellationToken ct)
    {
        var parts = text.Split(':');
        if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            throw new VerbRefused($"'{text}' is not ID:SEAL, as `audit verify` prints the head.");
        return await verb.Db.History.AnyAsync(e => e.Id == id && e.Seal == parts[1], ct)
            ? report
            : report with { Entry = id, Fault = $"Entry {id} is not here with the seal that was expected." };
    }

    private static async Task<int> Accept(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var report = await HistoryChain.Verify(verb.Db, verb.Get<RootKeys>().ForHistory(), kept: null, ct);
        if (report.Fault is not null) throw new VerbRefused($"{report.Fault} What is here is not what was sealed, so it is not accepted.");

        await using var change = await verb.Begin(ct);
        await verb.Db.Record(verb.Now, "audit:accept", project: null, Verb.Actor,
            new Dictionary<string, string?> { ["entry"] = $"{report.Last.Id}", ["seal"] = report.Last.Seal }, ct);
        await change.Commit(ct);
        verb.Get<KeptHead>().Write(report.Last, anyway: true);
        verb.Say($"Sealing goes on from entry {report.Last.Id}. Restart the servers.", new { entry = report.Last.Id });
        return 0;
    }
}
