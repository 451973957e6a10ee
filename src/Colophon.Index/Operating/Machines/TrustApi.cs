using Colophon.Index.Operating.Pages;
using Colophon.Index.Operating.Trust;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Trust;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating.Machines;

/// <summary>Issuers and switches, for operators' machines: <c>/api/v1/issuers</c>, <c>/api/v1/switches</c>.</summary>
internal static class TrustApi
{
    private static readonly (string, string)[] Which = [("issuer", "The issuer, exactly as tokens have it in `iss`.")];

    public static void MapTrustApi(this IEndpointRouteBuilder doors)
    {
        doors.MapApi("GET", "/issuers", List, Standing.Operator,
            new ApiAct("listIssuers", "Lists the issuers whose identity tokens are judged here.") { Gives = typeof(ApiList<ApiIssuer>) });
        doors.MapApi("POST", "/issuers", Add, Standing.Operator, new ApiAct("addIssuer", "Trusts an issuer beside the public ones.")
        {
            Takes = typeof(NewIssuer),
            Gives = typeof(ApiIssuer),
            Status = StatusCodes.Status201Created,
        });
        doors.MapApi("PATCH", "/issuers", Change, Standing.Operator,
            new ApiAct("changeIssuer", "Switches an issuer off or on, and believes new keys that wait.")
            { Query = Which, Takes = typeof(IssuerChange), Gives = typeof(ApiIssuer) });
        doors.MapApi("DELETE", "/issuers", Remove, Standing.Operator, new ApiAct("removeIssuer", "Stops trusting an issuer that was added.")
        { Query = [.. Which, ("withPublishers", "`true` removes its publishers too; else there must be none.")] });
        doors.MapApi("GET", "/switches", ListSwitches, Standing.Operator,
            new ApiAct("listSwitches", "Lists what can be switched off, and what is.") { Gives = typeof(ApiList<ApiSwitch>) });
        doors.MapApi("PATCH", "/switches", Turn, Standing.Operator, new ApiAct("turnSwitch", "Turns a switch.")
        { Takes = typeof(SwitchChange), Gives = typeof(ApiSwitch) });
    }

    private static async Task List(HttpContext context, ColophonDb db, TrustedIssuers issuers)
    {
        var told = new List<ApiIssuer>();
        foreach (var issuer in await issuers.All(context.RequestAborted)) told.Add(await Tell(db, issuer, context.RequestAborted));
        await context.Answer(new ApiList<ApiIssuer>(told));
    }

    private static async Task Add(HttpContext context, Acting acting, TrustedIssuers issuers, Settings settings)
    {
        var ct = context.RequestAborted;
        var body = await context.Take<NewIssuer>();
        var setting = IssuerPages.Read(member => TextOf(body, member), settings).OrRefuse();
        if (await acting.Do(() => acting.Db.AddIssuer(issuers, setting, acting.Now, context.Person().Name, ct), ct) is { } fault)
            throw new Refusal(fault);
        await context.Answer(await Tell(acting.Db, (await issuers.Find(setting.Url, ct))!, ct), StatusCodes.Status201Created);
    }

    private static string? TextOf(NewIssuer body, string member) => member switch
    {
        nameof(NewIssuer.Provider) => body.Provider,
        nameof(NewIssuer.Issuer) => body.Issuer,
        nameof(NewIssuer.Keys) => body.Keys,
        nameof(NewIssuer.Algorithms) => string.Join(' ', body.Algorithms),
        nameof(NewIssuer.Audience) => body.Audience,
        nameof(NewIssuer.PrivateNetwork) => body.PrivateNetwork ? "true" : null,
        nameof(NewIssuer.CertificateAuthority) => body.CertificateAuthority,
        nameof(NewIssuer.Web) => body.Web,
        nameof(NewIssuer.Api) => body.Api,
        nameof(NewIssuer.Identify) => string.Join(' ', body.Identify),
        nameof(NewIssuer.Immutable) => string.Join(' ', body.Immutable),
        _ => null,
    };

    private static async Task Change(HttpContext context, Acting acting, TrustedIssuers issuers)
    {
        var ct = context.RequestAborted;
        var (url, body, actor) = (Asked(context), await context.Take<IssuerChange>(), context.Person().Name);
        var fault = await acting.Do(async () =>
        {
            if (await issuers.Find(url, ct) is not { } issuer) return TrustProblems.NoIssuer.Because($"The issuer '{url}' is not trusted here.");
            context.RefuseLostUpdate(await Tell(acting.Db, issuer, ct));
            if (body.IsOff is { } isOff) await acting.Db.Turn(Switch.OfIssuer(url), isOff, acting.Now, actor, ct);
            return body.ConfirmKeys ? await acting.Db.ConfirmKeys(url, acting.Now, actor, ct) : null;
        }, ct);
        if (fault is not null) throw new Refusal(fault);
        await context.Answer(await Tell(acting.Db, (await issuers.Find(url, ct))!, ct));
    }

    private static async Task Remove(HttpContext context, Acting acting)
    {
        var ct = context.RequestAborted;
        var (url, all) = (Asked(context), context.Request.Query["withPublishers"] == "true");
        (await acting.Do(() => acting.Db.RemoveIssuer(url, all, acting.Now, context.Person().Name, ct), ct)).OrRefuse();
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static async Task ListSwitches(HttpContext context, ColophonDb db) => await context.Answer(new ApiList<ApiSwitch>(
        [.. (await SwitchPages.All(db, context.RequestAborted)).Select(one => new ApiSwitch(one.Name, one.Since is not null, one.Since, one.Actor))]));

    private static async Task Turn(HttpContext context, Acting acting, TrustedIssuers issuers)
    {
        var ct = context.RequestAborted;
        var body = await context.Take<SwitchChange>();
        if (await issuers.WhyNoSwitch(body.Name, ct) is { } fault) throw new Refusal(fault);
        await acting.Do(async () =>
        {
            context.RefuseLostUpdate(await Tell(acting.Db, body.Name, ct));
            await acting.Db.Turn(body.Name, body.IsOff, acting.Now, context.Person().Name, ct);
            return null;
        }, ct);
        await context.Answer(await Tell(acting.Db, body.Name, ct));
    }

    private static async Task<ApiSwitch> Tell(ColophonDb db, string name, CancellationToken ct)
    {
        var row = await db.Switches.AsNoTracking().FirstOrDefaultAsync(s => s.Name == name, ct);
        return new ApiSwitch(name, row is not null, row?.Since, row?.Actor);
    }

    private static string Asked(HttpContext context) => context.Request.Query["issuer"].ToString() is { Length: > 0 and <= 400 } url
        ? url
        : throw WebProblems.BadRequest.Refuse("The query names no issuer; expected ?issuer=URL, exactly as tokens have it in \"iss\".");

    private static async Task<ApiIssuer> Tell(ColophonDb db, TrustedIssuer issuer, CancellationToken ct)
    {
        var (setting, keys) = (issuer.Setting, await db.IssuerKeys.AsNoTracking().FirstOrDefaultAsync(k => k.Issuer == issuer.Url, ct));
        return new ApiIssuer(issuer.Url, issuer.Provider.Key, issuer.From, setting.Keys, setting.Algorithms, setting.Audience,
            setting.PrivateNetwork, setting.CertificateAuthority, issuer.Web, setting.Api, setting.Identify, setting.Immutable)
        { Off = issuer.Off, Held = keys?.Held, Fetched = keys?.Fetched, Lint = issuer.Lint };
    }
}
