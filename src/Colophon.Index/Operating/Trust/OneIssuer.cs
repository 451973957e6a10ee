using Colophon.Index.Operating.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Trust;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Pages;
using Colophon.Rules;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating.Trust;

/// <summary>One issuer, and what an operator can do to it: <c>/operate/issuer?url=URL</c>.</summary>
internal static class OneIssuer
{
    private static readonly Dictionary<string, string> Done = new(StringComparer.Ordinal)
    {
        ["added"] = "The issuer is trusted.",
        ["enable"] = "The issuer is enabled.",
        ["disable"] = "The issuer is disabled: its identity tokens are refused from now on. Tokens minted before live to their end.",
        ["confirm"] = "The keys that the issuer publishes now are believed from the next exchange on.",
    };

    public static async Task Show(HttpContext context, Acting acting, TrustedIssuers issuers)
    {
        var url = context.Request.Query["url"].ToString();
        if (url.Length == 0) context.SeeOther("/operate/issuers/");
        else await Draw(context, acting.Db, issuers, url, null);
    }

    public static Task Confirm(HttpContext context, Acting acting, TrustedIssuers issuers) => Does(context, acting, issuers, "confirm",
        (url, actor, ct) => acting.Db.ConfirmKeys(url, acting.Now, actor, ct));

    public static Task Enable(HttpContext context, Acting acting, TrustedIssuers issuers) => Does(context, acting, issuers, "enable",
        (url, actor, ct) => Turn(acting, url, isOff: false, actor, ct));

    public static Task Disable(HttpContext context, Acting acting, TrustedIssuers issuers) => Does(context, acting, issuers, "disable",
        (url, actor, ct) => Turn(acting, url, isOff: true, actor, ct));

    public static Task Remove(HttpContext context, Acting acting, TrustedIssuers issuers) => Does(context, acting, issuers, "remove",
        async (url, actor, ct) =>
            (await acting.Db.RemoveIssuer(url, withPublishers: true, acting.Now, actor, ct)).TryGet(out _, out var fault) ? null : fault);

    private static async Task Does(HttpContext context, Acting acting, TrustedIssuers issuers, string act,
        Func<string, string, CancellationToken, Task<Fault?>> work)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        var url = form["issuer"];
        var fault = act is "disable" or "remove" ? Forms.WhyNotConfirmed(form[$"{act}-name"], url) : null;
        if (fault is null && await issuers.Find(url, ct) is null) throw Standings.Nothing();
        fault ??= (await acting.Do(() => work(url, context.Person().Name, ct), ct))?.InWords();
        if (fault is not null) await Draw(context, acting.Db, issuers, url, fault);
        else if (act == "remove") context.SeeOther("/operate/issuers/?done=removed");
        else context.SeeOther($"/operate/issuer?url={Uri.EscapeDataString(url)}&done={act}");
    }

    private static async Task<Fault?> Turn(Acting acting, string url, bool isOff, string actor, CancellationToken ct)
    {
        await acting.Db.Turn(Switch.OfIssuer(url), isOff, acting.Now, actor, ct);
        return null;
    }

    private static async Task Draw(HttpContext context, ColophonDb db, TrustedIssuers issuers, string url, string? fault)
    {
        var ct = context.RequestAborted;
        var issuer = await issuers.Find(url, ct) ?? throw Standings.Nothing();
        var keys = await db.IssuerKeys.AsNoTracking().FirstOrDefaultAsync(k => k.Issuer == url, ct);
        var name = Switch.OfIssuer(url);
        var model = new IssuerModel(IssuerPages.RowOf(issuer, keys), FactsOf(issuer.Setting),
            await db.Publishers.CountAsync(p => p.Issuer == url, ct), issuer.From == "verb",
            await db.Switches.AnyAsync(s => s.Name == name, ct), fault, context.Request.DoneOf(Done));
        await context.Show<IssuerPage, IssuerModel>(model, fault is null ? 200 : 400);
    }

    private static List<(string, string)> FactsOf(IssuerSetting setting)
    {
        List<(string Name, string? Value)> facts =
        [
            ("Keys from", setting.Keys ?? "discovery"), ("Algorithms", string.Join(' ', setting.Algorithms)), ("Audience", setting.Audience),
            ("Private network", setting.PrivateNetwork ? "allowed" : null), ("Certificate authority", setting.CertificateAuthority),
            ("Web", setting.Web), ("API", setting.Api), ("Identify", Joined(setting.Identify)), ("Immutable", Joined(setting.Immutable)),
        ];
        return [.. facts.Where(fact => fact.Value is not null).Select(fact => (fact.Name, fact.Value!))];
    }

    private static string? Joined(IReadOnlyList<string> names) => names.Count == 0 ? null : string.Join(' ', names);
}
