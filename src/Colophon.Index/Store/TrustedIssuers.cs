using Colophon.Index.Store.Engines;
using Colophon.Index.Store.Entities;
using Colophon.Rules.Identity;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store;

/// <summary>An issuer whose identity tokens are judged here.</summary>
/// <param name="Provider">The table that judges its tokens and its publishers' fields.</param>
/// <param name="Setting">As the operator has it; for a public issuer, as Colophon has it.</param>
/// <param name="From"><c>public</c>, <c>settings</c> (read-only elsewhere) or <c>verb</c>.</param>
internal sealed record TrustedIssuer(Provider Provider, IssuerSetting Setting, string From)
{
    public string Url => Setting.Url;

    /// <summary>Where people see its repositories; null for its provider's.</summary>
    public string? Web => Setting.Web;

    /// <summary>When a verb added it: one that was removed and added again starts without keys.</summary>
    public DateTimeOffset? Added { get; init; }

    /// <summary>What is switched off and stops its exchanges, as <see cref="Switch"/> names it; null when all is on.</summary>
    public string? Off { get; init; }

    /// <summary>What makes it weaker than it need be, a sentence each.</summary>
    public IReadOnlyList<string> Lint => Setting.Audience is { } audience
        ? [$"Its tokens name the fixed audience '{audience}': every other service that takes this issuer's tokens takes the same ones. "
            + "Whoever receives a job's token elsewhere can exchange it here."]
        : [];
}

/// <summary>
/// Finds an issuer by the exact text of <c>iss</c>, before any network call; never by host, substring or prefix (threats.md A43).
/// </summary>
internal sealed class TrustedIssuers(Settings settings, Readers readers)
{
    public static readonly IReadOnlyList<string> DefaultAlgorithms = ["RS256"];

    /// <summary>The provider whose table the operator makes, by naming claims.</summary>
    public const string Generic = "generic";

    /// <summary>Public issuers whose discovery leads to another host: that is consented to here (threats.md D06).</summary>
    private static readonly Dictionary<string, string> KeysElsewhere = new(StringComparer.Ordinal)
    {
        ["https://accounts.google.com"] = "https://www.googleapis.com/oauth2/v3/certs",
    };

    private static readonly PerModel<Func<ColophonDb, string, Task<Issuer?>>> Row = new(() => EF.CompileAsyncQuery(
        (ColophonDb db, string url) => db.Issuers.AsNoTracking().FirstOrDefault(issuer => issuer.Url == url)));

    private static readonly PerModel<Func<ColophonDb, string, string, Task<string?>>> WhatIsOff = new(() => EF.CompileAsyncQuery(
        (ColophonDb db, string provider, string issuer) => db.Switches.AsNoTracking()
            .Where(s => s.Name == Switch.Exchange || s.Name == provider || s.Name == issuer).Select(s => s.Name).FirstOrDefault()));

    /// <summary>Whether every exchange is switched off.</summary>
    public Task<bool> IsOff() => readers.Ask(db => db.Switches.AnyAsync(s => s.Name == Switch.Exchange));

    public async Task<TrustedIssuer?> Find(string url, CancellationToken ct)
    {
        var found = Known(url) ?? await Added(url);
        if (found is null) return null;
        ct.ThrowIfCancellationRequested();

        var (provider, issuer) = (Switch.OfProvider(found.Provider.Key), Switch.OfIssuer(url));
        return found with { Off = await readers.Ask(db => WhatIsOff.For(db)(db, provider, issuer)) };
    }

    /// <summary>All of them, in the order in which they are looked for; for the operator's list.</summary>
    public async Task<IReadOnlyList<TrustedIssuer>> All(CancellationToken ct)
    {
        var rows = await readers.Ask(db => db.Issuers.AsNoTracking().OrderBy(issuer => issuer.Url).ToListAsync(ct));
        var off = await readers.Ask(db => db.Switches.AsNoTracking().Select(s => s.Name).ToListAsync(ct));
        var urls = KnownProviders.All.Select(provider => provider.Issuer).OfType<string>()
            .Concat(settings.Issuers.Select(set => set.Url)).Distinct();
        var issuers = urls.Select(url => Known(url)!).Concat(rows.Where(row => Known(row.Url) is null).Select(FromRow));
        return [.. issuers.Select(issuer => issuer with
        {
            Off = off.Find(name => name == Switch.Exchange || name == Switch.OfProvider(issuer.Provider.Key)
                || name == Switch.OfIssuer(issuer.Url)),
        })];
    }

    /// <summary>
    /// The table by which a publisher is judged: its issuer's, or its provider's when the issuer is no longer trusted (nothing matches it
    /// then).
    /// </summary>
    public async Task<Provider> TableOf(Publisher publisher, CancellationToken ct) =>
        (await Find(publisher.Issuer, ct))?.Provider ?? TableFor(publisher.Provider, [], []) ?? throw Unknown(publisher.Provider);

    /// <summary>The one place where an issuer's table is chosen. Null when there is no such provider.</summary>
    /// <param name="identify">For <see cref="Generic"/>: the claims that identify a job.</param>
    /// <param name="immutable">For <see cref="Generic"/>: the claims that never change.</param>
    public static Provider? TableFor(string provider, IReadOnlyList<string> identify, IReadOnlyList<string> immutable) =>
        provider == Generic && identify.Count + immutable.Count > 0
            ? Rules.Identity.Providers.Generic.For(Identifying(identify), immutable)
            : KnownProviders.Find(provider);

    /// <summary>What no table can be made of, in words; null when one can.</summary>
    public static string? FaultIn(IReadOnlyList<string> identify, IReadOnlyList<string> immutable) =>
        Rules.Identity.Providers.Generic.WhatIsWrong(Identifying(identify), immutable);

    private static IReadOnlyList<string> Identifying(IReadOnlyList<string> named) => named.Count > 0 ? named : ["sub"];

    /// <summary>The settings come first: they may say where a public issuer's keys are read, on a network that cannot reach it.</summary>
    private TrustedIssuer? Known(string url)
    {
        if (settings.Issuers.FirstOrDefault(i => string.Equals(i.Url, url, StringComparison.Ordinal)) is { } set)
            return From(set, "settings");

        return KnownProviders.All.FirstOrDefault(p => string.Equals(p.Issuer, url, StringComparison.Ordinal)) is { } known
            ? From(new IssuerSetting(known.Key, url, KeysElsewhere.GetValueOrDefault(url), DefaultAlgorithms), "public")
            : null;
    }

    private async Task<TrustedIssuer?> Added(string url)
    {
        if (url.Contains('\0', StringComparison.Ordinal)) return null; // PostgreSQL takes no such text
        return await readers.Ask(db => Row.For(db)(db, url)) is { } row ? FromRow(row) : null;
    }

    private static TrustedIssuer FromRow(Issuer row) => From(row.ToSetting(), "verb") with { Added = row.Added };

    private static TrustedIssuer From(IssuerSetting setting, string from)
    {
        var table = TableFor(setting.Provider, setting.Identify, setting.Immutable) ?? throw Unknown(setting.Provider);
        return new TrustedIssuer(setting.Web is { } web ? table with { Web = web } : table, setting, from);
    }

    private static InvalidOperationException Unknown(string provider) => new($"An issuer names the unknown provider '{provider}'.");
}
