using Colophon.Index.Operating.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Trust;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Index.Web.Pages;
using Colophon.Rules;
using Colophon.Rules.Identity;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating.Trust;

/// <summary>The issuers with their keys' state, and a form to trust another: <c>/operate/issuers/</c>.</summary>
internal static class IssuerPages
{
    private static readonly Dictionary<string, string> Done = new(StringComparer.Ordinal)
    {
        ["removed"] = "The issuer is removed. Its identity tokens are refused from now on.",
    };

    public static IReadOnlyList<string> Providers { get; } =
        [.. KnownProviders.All.Select(provider => provider.Key).Append(TrustedIssuers.Generic).Distinct()];

    /// <summary>Members that may be left out, each with what it means.</summary>
    public static IReadOnlyList<(string Member, string Hint)> Optional { get; } =
        [.. IssuerOptions.Members.Where(member => member.Member is not "Provider")];

    public static string Label(string member) => member switch
    {
        "CertificateAuthority" => "Certificate authority",
        "Api" => "API",
        "Identify" => "Claims that identify a job",
        "Immutable" => "Claims that never change",
        _ => member,
    };

    public static Task Show(HttpContext context, Acting acting, TrustedIssuers issuers) =>
        Draw(context, acting.Db, issuers, new Dictionary<string, string>(), null);

    public static async Task Add(HttpContext context, Acting acting, TrustedIssuers issuers, Settings settings)
    {
        var ct = context.RequestAborted;
        var form = await PostedForm.Read(context);
        var typed = form.Typed.ToDictionary();
        var fault = Read(member => typed.GetValueOrDefault(member), settings).TryGet(out var setting, out var bad)
            ? await acting.Do(() => acting.Db.AddIssuer(issuers, setting, acting.Now, context.Person().Name, ct), ct)
            : bad;
        if (fault is null) context.SeeOther($"/operate/issuer?url={Uri.EscapeDataString(setting!.Url)}&done=added");
        else await Draw(context, acting.Db, issuers, typed, fault.Detail, fault.Problem.Status);
    }

    /// <summary>An issuer as somebody wrote it, by the rules of the settings.</summary>
    public static Parsed<IssuerSetting> Read(Func<string, string?> member, Settings settings)
    {
        try
        {
            var setting = IssuerReader.Read(name => member(name)?.Trim() is { Length: > 0 } text ? text : null);
            return IssuerReader.FaultIn(setting, settings.PlainHttpIssuers) is { } fault ? TrustProblems.BadIssuer.Because(fault) : setting;
        }
        catch (BadSetting bad)
        {
            return TrustProblems.BadIssuer.Because(bad.Message);
        }
    }

    public static IssuerRow RowOf(TrustedIssuer issuer, IssuerKeys? keys) => new(issuer.Url, issuer.Provider.Key,
        issuer.From switch { "public" => "public", "settings" => "in the settings", _ => "added here" }, InWords(keys),
        keys?.Held is not null, issuer.Off, issuer.Lint);

    private static string InWords(IssuerKeys? keys) => keys switch
    {
        null => "None kept: fetched with the first exchange.",
        { Held: { } since } => $"Held since {since:yyyy-MM-dd}: all are new, and wait for you.",
        _ => $"Fetched {keys.Fetched:yyyy-MM-dd HH:mm} UTC.",
    };

    private static async Task Draw(HttpContext context, ColophonDb db, TrustedIssuers issuers, IReadOnlyDictionary<string, string> typed,
        string? fault, int status = 200)
    {
        var ct = context.RequestAborted;
        var kept = await db.IssuerKeys.AsNoTracking().ToDictionaryAsync(keys => keys.Issuer, ct);
        var (query, sort) = (context.Request.Query["q"].ToString().Trim(), context.Request.Query["sort"].ToString());
        var rows = (await issuers.All(ct)).Select(issuer => RowOf(issuer, kept.GetValueOrDefault(issuer.Url)))
            .Where(row => $"{row.Url} {row.Provider}".Contains(query, StringComparison.OrdinalIgnoreCase));
        Func<IssuerRow, string>? key = sort.TrimStart('-') switch
        {
            "url" => row => row.Url,
            "provider" => row => row.Provider,
            "from" => row => row.From,
            _ => null,
        };
        if (key is not null)
            rows = sort[0] == '-' ? rows.OrderByDescending(key, StringComparer.Ordinal) : rows.OrderBy(key, StringComparer.Ordinal);
        await context.Show<IssuersPage, IssuersModel>(
            new IssuersModel([.. rows], typed, fault, context.Request.DoneOf(Done), query, key is null ? "" : sort), status);
    }
}
