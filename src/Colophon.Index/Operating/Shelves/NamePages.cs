using Colophon.Index.Operating.Pages;
using Colophon.Index.Store.Life;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Pages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating.Shelves;

/// <summary>Names that no new project may have: <c>/operate/names/</c>.</summary>
internal static class NamePages
{
    private static readonly Dictionary<string, string> Done = new(StringComparer.Ordinal)
    {
        ["prohibited"] = "The name is prohibited.",
        ["allowed"] = "The name is allowed again.",
    };

    public static Task Show(HttpContext context, Acting acting) => Draw(context, acting, "", "", null);

    public static async Task Prohibit(HttpContext context, Acting acting)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        var outcome = await acting.Do(() =>
            acting.Db.Prohibit(form["name"], form["reason"], acting.Now, context.Person().Name, ct), ct);
        if (outcome.TryGet(out _, out var fault)) context.SeeOther("/operate/names/?done=prohibited");
        else await Draw(context, acting, form["name"], form["reason"], fault.InWords());
    }

    public static async Task Allow(HttpContext context, Acting acting)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        var fault = await acting.Do(() => acting.Db.Allow(form["name"], acting.Now, context.Person().Name, ct), ct);
        if (fault is not null) throw new Refusal(fault);
        context.SeeOther("/operate/names/?done=allowed");
    }

    private static async Task Draw(HttpContext context, Acting acting, string name, string reason, string? fault)
    {
        var listing = Listing.Of(context.Request, ["name", "since"], "q");
        var (names, text) = (acting.Db.ProhibitedNames.AsNoTracking(), listing["q"].ToLowerInvariant());
        if (text.Length > 0) names = names.Where(n => n.Name.Contains(text));
        names = (listing.Sort, listing.IsDescending) switch
        {
            ("since", false) => names.OrderBy(n => n.Since).ThenBy(n => n.Name),
            ("since", true) => names.OrderByDescending(n => n.Since).ThenBy(n => n.Name),
            (_, true) => names.OrderByDescending(n => n.Name),
            _ => names.OrderBy(n => n.Name),
        };
        var (rows, list) = await listing.Take(names.Select(n => new NameRow(n.Name, n.Reason, n.Actor, n.Since)), context.RequestAborted);
        await context.Show<NamesPage, NamesModel>(new NamesModel(rows, list, context.Request.DoneOf(Done), name, reason, fault),
            fault is null ? 200 : 400);
    }
}
