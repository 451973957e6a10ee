using System.Globalization;
using Colophon.Index.Maintaining.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Chain;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Messages;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Pages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Maintaining.Telling;

/// <summary>
/// What was done, to a project (<c>/manage/project/{project}/history/</c>) or by and to a person (<c>/manage/account/history/</c>): as a
/// page and as files.
/// </summary>
internal static class HistoryPages
{
    private const int PerPage = 50;

    public static async Task ShowProject(HttpContext context, ColophonDb db)
    {
        var top = context.Member().Top();
        await Show(context, ProjectHistory(context, db), $"{top.Path}history/", top);
    }

    public static async Task ShowOwn(HttpContext context, ColophonDb db) =>
        await Show(context, await OwnHistory(context, db), "/manage/account/history/", top: null);

    public static async Task ExportProject(HttpContext context, ColophonDb db) =>
        await Export(context, ProjectHistory(context, db), context.Member().Normalized);

    public static async Task ExportOwn(HttpContext context, ColophonDb db) =>
        await Export(context, await OwnHistory(context, db), context.Person().Name);

    private static Func<HistoryFilter, IQueryable<HistoryEntry>> ProjectHistory(HttpContext context, ColophonDb db) =>
        filter => (filter with { Project = context.Member().Normalized }).Of(db).OfLivingProjects(db);

    private static async Task<Func<HistoryFilter, IQueryable<HistoryEntry>>> OwnHistory(HttpContext context, ColophonDb db)
    {
        var user = await db.Users.AsNoTracking().FirstAsync(u => u.Id == context.Person().UserId, context.RequestAborted);
        return filter => filter.Of(db).About(user);
    }

    private static async Task Show(HttpContext context, Func<HistoryFilter, IQueryable<HistoryEntry>> history, string path, ProjectTop? top)
    {
        var asked = HistoryQuery.Typed(context.Request);
        var (filter, fault) = HistoryQuery.Read(asked);
        var before = long.TryParse(context.Request.Query["before"], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : long.MaxValue;
        var entries = filter is null
            ? []
            : await history(filter).Where(e => e.Id < before).OrderByDescending(e => e.Id).Take(PerPage + 1)
                .ToListAsync(context.RequestAborted);
        var older = entries.Count > PerPage ? entries[PerPage - 1].Id : (long?)null;
        await context.Show<HistoryPage, HistoryModel>(
            new HistoryModel(path, asked, [.. entries.Take(PerPage).Select(RowOf)], older, fault) { Top = top }, fault is null ? 200 : 400);
    }

    private static async Task Export(HttpContext context, Func<HistoryFilter, IQueryable<HistoryEntry>> history, string name)
    {
        var (filter, fault) = HistoryQuery.Read(HistoryQuery.Typed(context.Request));
        if (filter is null) throw WebProblems.BadRequest.Refuse(fault!);
        await HistoryFiles.Send(context, history(filter).OrderBy(e => e.Id), name);
    }

    public static HistoryRow RowOf(HistoryEntry entry) =>
        new(entry.Id, entry.At, entry.Event, entry.Project, entry.Actor, Details.Read(entry.Details));
}
