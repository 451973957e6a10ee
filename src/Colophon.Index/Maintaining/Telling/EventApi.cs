using System.Globalization;
using Colophon.Index.Maintaining.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Chain;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Rules.Packaging.Names;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Maintaining.Telling;

/// <summary>The history for machines: <c>/api/v1/events</c>, of the person's projects; for operators all of it.</summary>
internal static class EventApi
{
    /// <summary>For the API's document.</summary>
    public static (string, string)[] Parameters =>
    [
        ("project", "Of this project."), ("event", "This event, or all that begin with it, such as publisher:."),
        ("actor", "By this person or publisher."), ("since", "Not before this time."), ("until", "Before this time."),
        .. PageAsked.Parameters,
    ];

    public static async Task List(HttpContext context, ColophonDb db)
    {
        var asked = PageAsked.Of(context.Request);
        var (filter, fault) = HistoryQuery.Read(HistoryQuery.Typed(context.Request));
        if (filter is null) throw WebProblems.BadRequest.Refuse(fault!);
        if (!long.TryParse(asked.After ?? "0", NumberStyles.None, CultureInfo.InvariantCulture, out var after))
            throw WebProblems.BadRequest.Refuse("\"after\" is no `next` of a page of this list.");

        var project = context.Request.Query["project"].ToString();
        var name = project.Length == 0 ? null : ProjectName.Parse(project).TryGet(out var parsed, out _) ? parsed.Normalized : project;
        var person = context.Person();
        var all = (filter with { Project = name }).Of(db);
        var seen = person.IsOperator ? all : all.OfProjectsOf(db, person.UserId); // of others' projects there is nothing to see
        var entries = await seen.Where(e => e.Id > after).OrderBy(e => e.Id).Take(asked.Limit + 1).ToListAsync(context.RequestAborted);
        await context.Answer(asked.Cut<HistoryRow>([.. entries.Select(HistoryPages.RowOf)],
            row => row.Id.ToString(CultureInfo.InvariantCulture)));
    }
}
