using System.Globalization;
using System.Text.Json;
using Colophon.Index.Explaining.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Web.Pages;
using Colophon.Rules.Packaging.Names;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Explaining;

/// <summary>A project's history for everybody: what mirrors are told of it, in words, with who did it.</summary>
internal static class ShowHistory
{
    private const int OnePage = 50;

    public static async Task Handle(HttpContext context, ColophonDb db)
    {
        var ct = context.RequestAborted;
        var typed = (string)context.Request.RouteValues["name"]!;
        var project = ProjectName.Parse(typed).TryGet(out var name, out _)
            ? await db.Projects.AsNoTracking()
                .FirstOrDefaultAsync(p => p.NormalizedName == name.Normalized && p.Status != ProjectStatus.Quarantined, ct)
            : null;
        if (project is null) throw ShowProject.Unknown(typed);

        var isNewest = !long.TryParse(context.Request.Query["before"], NumberStyles.None, CultureInfo.InvariantCulture, out var before);
        if (isNewest) before = long.MaxValue;
        var rows = await db.History.AsNoTracking()
            .Where(e => e.Project == project.NormalizedName && e.Id < before && e.Action != null)
            .OrderByDescending(e => e.Id).Take(OnePage + 1).ToListAsync(ct);
        var shown = rows.Take(OnePage).ToList();
        await context.Show<HistoryPage, HistoryModel>(new(project.Name, project.NormalizedName, [.. shown.Select(Line)],
            rows.Count > OnePage ? shown[^1].Id : null, isNewest));
    }

    private static HistoryLine Line(HistoryEntry entry)
    {
        using var details = JsonDocument.Parse(entry.Details);
        return new(entry.At, InWords(entry, name => Detail(details.RootElement, name)), entry.Actor, Detail(details.RootElement, "reason"));
    }

    private static string InWords(HistoryEntry entry, Func<string, string?> detail) => entry.Event switch
    {
        "project:create" => "The project was made",
        "project:status" => $"Status {detail("status")}, before: {detail("before")}",
        "release:add" => $"Release {entry.Version}",
        "release:yank" => $"Release {entry.Version} yanked",
        "release:unyank" => $"Release {entry.Version} no longer yanked",
        "release:delete" => $"Release {entry.Version} deleted",
        "file:add" => $"File {detail("filename")} added",
        "file:yank" => $"File {detail("filename")} yanked",
        "file:unyank" => $"File {detail("filename")} no longer yanked",
        "file:delete" => $"File {detail("filename")} deleted",
        _ => entry.Action!,
    };

    private static string? Detail(JsonElement details, string name) =>
        details.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
