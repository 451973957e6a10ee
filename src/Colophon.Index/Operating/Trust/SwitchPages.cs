using Colophon.Index.Operating.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Trust;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Pages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating.Trust;

/// <summary>What can be switched off: <c>/operate/switches/</c>.</summary>
internal static class SwitchPages
{
    private static readonly Dictionary<string, string> Done = new(StringComparer.Ordinal)
    {
        ["off"] = "It is switched off.",
        ["on"] = "It is switched on.",
    };

    public static Task Show(HttpContext context, Acting acting, Settings settings) => Draw(context, acting.Db, settings, null, null);

    public static async Task Turn(HttpContext context, Acting acting, TrustedIssuers issuers, Settings settings)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        var (name, isOff) = (form["switch"], form["turn"] == "off");
        if (isOff && await issuers.WhyNoSwitch(name, ct) is not null) throw Standings.Nothing();
        if (isOff && Forms.WhyNotConfirmed(form[$"typed-{name.Replace(' ', '-')}"], name) is { } fault)
        {
            await Draw(context, acting.Db, settings, fault, name);
            return;
        }

        await acting.Do(async () =>
        {
            await acting.Db.Turn(name, isOff, acting.Now, context.Person().Name, ct);
            return null;
        }, ct);
        context.SeeOther($"/operate/switches/?done={(isOff ? "off" : "on")}");
    }

    /// <summary>Every switch there is but those of issuers, which are listed while they are off.</summary>
    public static async Task<List<SwitchRow>> All(ColophonDb db, CancellationToken ct)
    {
        var off = await db.Switches.AsNoTracking().OrderBy(s => s.Name).ToListAsync(ct);
        IEnumerable<(string Name, string Means)> known =
        [
            (Switch.Exchange, "No job exchanges its identity token, of whatever provider: nobody publishes by trusted publishing."),
            .. IssuerPages.Providers.Select(key => (Switch.OfProvider(key), $"Jobs of all issuers of the provider {key} are refused.")),
        ];
        var others = off.Where(s => known.All(one => one.Name != s.Name)).Select(s => (s.Name, Means: "Its jobs are refused."));
        return [.. known.Concat(others).Select(one => (one, off: off.Find(s => s.Name == one.Name)))
            .Select(one => new SwitchRow(one.one.Name, one.one.Means, one.off?.Since, one.off?.Actor))];
    }

    private static async Task Draw(HttpContext context, ColophonDb db, Settings settings, string? fault, string? of) =>
        await context.Show<SwitchesPage, SwitchesModel>(
            new SwitchesModel(await All(db, context.RequestAborted), settings.TrustedPublishingOnly, fault, of, context.Request.DoneOf(Done)),
            fault is null ? 200 : 400);
}
