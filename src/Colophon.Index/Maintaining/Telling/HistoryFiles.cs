using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Messages;
using Colophon.Index.Web.Doors;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Maintaining.Telling;

/// <summary>A history as a file to keep: CSV for tables, JSON lines for programs. Written as it is read, whatever its length.</summary>
internal static class HistoryFiles
{
    private static readonly JsonSerializerOptions Json = new(ApiBodies.Json) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task Send(HttpContext context, IQueryable<HistoryEntry> entries, string name)
    {
        var (response, ct) = (context.Response, context.RequestAborted);
        var isCsv = context.Request.Path.Value!.EndsWith(".csv", StringComparison.Ordinal);
        response.ContentType = isCsv ? "text/csv; charset=utf-8; header=present" : "application/jsonl; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}-history.{(isCsv ? "csv" : "jsonl")}\"";
        response.Headers.CacheControl = "private, no-store";
        if (isCsv) await response.WriteAsync("id,at,event,project,actor,details\r\n", ct);

        await foreach (var entry in entries.AsAsyncEnumerable().WithCancellation(ct))
            await response.WriteAsync(isCsv ? CsvOf(entry) : JsonOf(entry), ct);
    }

    private static string JsonOf(HistoryEntry entry) => JsonSerializer.Serialize(HistoryPages.RowOf(entry), Json) + "\n";

    private static string CsvOf(HistoryEntry entry)
    {
        var line = new StringBuilder(entry.Id.ToString(CultureInfo.InvariantCulture));
        var at = entry.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
        var facts = Details.Read(entry.Details).Where(one => one.Value is not null).Select(one => $"{one.Key}: {one.Value}");
        foreach (var cell in (string[])[at, entry.Event, entry.Project ?? "", entry.Actor, string.Join("; ", facts)])
            line.Append(',').Append(Csv.Cell(cell));
        return line.Append("\r\n").ToString();
    }
}

/// <summary>Cells of a table that spreadsheets open.</summary>
internal static class Csv
{
    /// <summary>
    /// Quoted always; a beginning that spreadsheets take for a formula gets an apostrophe before it (OWASP, CSV injection), full-width
    /// forms too, which some of them read the same.
    /// </summary>
    public static string Cell(string text)
    {
        var line = string.Concat(text.Select(c => c is '\r' or '\n' or '\t' ? ' ' : c)); // one entry is one line
        var isFormula = line.TrimStart().Length > 0 && "=+-@|＝＋－＠".Contains(line.TrimStart()[0], StringComparison.Ordinal);
        return $"\"{(isFormula ? "'" : "")}{line.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
