using System.Text.Json;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Publishing.Refused;

/// <summary>
/// Keeps the notes of <see cref="RefusedLog"/>: the same findings again are counted, of each publisher the newest are kept, and the first
/// sign of a take-over or a new name is written into the project's history.
/// </summary>
internal sealed class RefusedKeeping(RefusedLog log, IDbContextFactory<ColophonDb> databases, WriteTurn turn,
    ILogger<RefusedKeeping> trouble) : BackgroundService
{
    private const int MostAtOnce = 64;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await log.Notes.WaitToReadAsync(stoppingToken)) await KeepWaiting(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            // the server stops
        }
    }

    private async Task KeepWaiting(CancellationToken ct)
    {
        var notes = new List<RefusedNote>();
        while (notes.Count < MostAtOnce && log.Notes.TryRead(out var note)) notes.Add(note);
        try
        {
            await using var db = await databases.CreateDbContextAsync(ct);
            await using var change = await turn.Begin(db, ct);
            foreach (var note in notes) await Keep(db, note, ct);
            await change.Commit(ct);
        }
        catch (Exception exception) when (exception is System.Data.Common.DbException or DbUpdateException or IOException)
        {
            trouble.LogWarning("{Count} refused exchanges could not be kept: {Why}", notes.Count, exception.Message);
        }
    }

    private static async Task Keep(ColophonDb db, RefusedNote note, CancellationToken ct)
    {
        var row = note.Row;
        var again = await db.Refused.Where(r => r.PublisherId == row.PublisherId && r.FindingsSha256 == row.FindingsSha256)
            .ExecuteUpdateAsync(r => r.SetProperty(x => x.Count, x => x.Count + 1).SetProperty(x => x.Last, row.Last)
                .SetProperty(x => x.Source, row.Source), ct);
        if (again > 0 || !await db.Publishers.AnyAsync(p => p.Id == row.PublisherId, ct)) return;

        // One entry in the history while anything of its kind is kept: who changes a letter each time does not fill it.
        var isFirst = row.Kind != RefusedExchange.Mismatch
            && !await db.Refused.AnyAsync(r => r.PublisherId == row.PublisherId && r.Kind == row.Kind, ct);
        db.Refused.Add(row);
        await db.SaveChangesAsync(ct);
        if (isFirst) await db.Record(row.Last, EventOf(row.Kind), note.Project, row.Source, Facts(note), ct);

        var oldest = db.Refused.Where(r => r.PublisherId == row.PublisherId).OrderByDescending(r => r.Last)
            .ThenBy(r => r.FindingsSha256).Skip(RefusedExchange.MostOfAPublisher).Select(r => r.FindingsSha256);
        await db.Refused.Where(r => r.PublisherId == row.PublisherId && oldest.Contains(r.FindingsSha256)).ExecuteDeleteAsync(ct);
        db.ChangeTracker.Clear();
    }

    /// <summary>Names that begin with <c>publisher:</c> are nothing that installers see.</summary>
    private static string EventOf(string kind) =>
        kind == RefusedExchange.Takeover ? "publisher:take-over-suspected" : "publisher:rename-detected";

    private static Dictionary<string, string?> Facts(RefusedNote note) => new()
    {
        ["publisher"] = note.Row.PublisherId.ToString("D"),
        ["publisherInWords"] = note.Publisher,
        ["differs"] = string.Join("; ", JsonSerializer
            .Deserialize<List<RefusedExchange.Judged>>(note.Row.Findings, JsonSerializerOptions.Web)!
            .Where(finding => !finding.Holds)
            .Select(finding => $"{finding.Claim}: found '{finding.Found}', expected {finding.Expected}")),
    };
}
