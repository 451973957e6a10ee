using Colophon.Index.Operating.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Life;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating.Machines;

/// <summary>A name that no new project may have.</summary>
internal sealed record ApiProhibitedName(string Name, string? Reason, string By, DateTimeOffset Since)
{
    public static ApiProhibitedName Of(ProhibitedName row) => new(row.Name, row.Reason, row.Actor, row.Since);
}

/// <summary>A name to be prohibited.</summary>
internal sealed record NewProhibitedName(string Name, string? Reason = null);

/// <summary>A setting as in force.</summary>
/// <param name="Value">Absent for a secret that is set.</param>
/// <param name="From"><c>default</c>, <c>environment</c>, <c>command line</c>, or the file's name.</param>
internal sealed record ApiSetting(string Key, string? Value, string From, string Meaning);

/// <summary>Prohibited names and settings, for operators' machines: <c>/api/v1/prohibited-names</c>, <c>/api/v1/settings</c>.</summary>
internal static class ShelfApi
{
    public static void MapShelfApi(this IEndpointRouteBuilder doors)
    {
        doors.MapApi("GET", "/prohibited-names", List, Standing.Operator,
            new ApiAct("listProhibitedNames", "Lists the names that the operators prohibit, by name.")
            { Gives = typeof(ApiPage<ApiProhibitedName>), Query = PageAsked.Parameters });
        doors.MapApi("POST", "/prohibited-names", Add, Standing.Operator,
            new ApiAct("prohibitName", "Prohibits a name to new projects.")
            { Takes = typeof(NewProhibitedName), Gives = typeof(ApiProhibitedName), Status = StatusCodes.Status201Created });
        doors.MapApi("DELETE", "/prohibited-names/{name}", Remove, Standing.Operator, new ApiAct("allowName", "Allows a name again."));
        doors.MapApi("GET", "/settings", Settings, Standing.Operator,
            new ApiAct("listSettings", "Lists the settings as in force, without secrets.") { Gives = typeof(ApiList<ApiSetting>) });
    }

    private static async Task List(HttpContext context, ColophonDb db)
    {
        var asked = PageAsked.Of(context.Request);
        var names = db.ProhibitedNames.AsNoTracking();
        if (asked.After is { } after) names = names.Where(n => string.Compare(n.Name, after) > 0);
        var rows = await names.OrderBy(n => n.Name).Take(asked.Limit + 1).ToListAsync(context.RequestAborted);
        await context.Answer(asked.Cut([.. rows.Select(ApiProhibitedName.Of)], name => name.Name));
    }

    private static async Task Add(HttpContext context, Acting acting)
    {
        var ct = context.RequestAborted;
        var body = await context.Take<NewProhibitedName>();
        var row = (await acting.Do(() =>
            acting.Db.Prohibit(body.Name, body.Reason, acting.Now, context.Person().Name, ct), ct)).OrRefuse();
        await context.Answer(ApiProhibitedName.Of(row), StatusCodes.Status201Created);
    }

    private static async Task Remove(HttpContext context, Acting acting)
    {
        var (ct, name) = (context.RequestAborted, (string)context.Request.RouteValues["name"]!);
        if (await acting.Do(() => acting.Db.Allow(name, acting.Now, context.Person().Name, ct), ct) is { } fault) throw new Refusal(fault);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static Task Settings(HttpContext context, SettingsInForce settings) => context.Answer(new ApiList<ApiSetting>(
        [.. settings.All.Select(one => new ApiSetting(one.Row.Key, one.Value, one.From, one.Row.Meaning))]));
}
