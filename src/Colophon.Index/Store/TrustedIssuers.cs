using Colophon.Index.Store.Entities;
using Colophon.Rules.Identity;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store;

/// <summary>An issuer whose identity tokens are judged here.</summary>
/// <param name="Provider">The table that judges its tokens and its publishers' fields.</param>
/// <param name="Keys">Where its keys are: null for discovery, else a URL or a <c>file:</c> path.</param>
internal sealed record TrustedIssuer(Provider Provider, string Url, string? Keys, IReadOnlyList<string> Algorithms);

/// <summary>
/// Finds an issuer by the exact text of <c>iss</c>, before any network call; never by host, substring or prefix (threats.md A43).
/// </summary>
internal sealed class TrustedIssuers(Settings settings, ColophonDb db)
{
    public static readonly IReadOnlyList<string> DefaultAlgorithms = ["RS256"];

    public async Task<TrustedIssuer?> Find(string url, CancellationToken ct)
    {
        if (KnownProviders.All.FirstOrDefault(p => string.Equals(p.Issuer, url, StringComparison.Ordinal)) is { } known)
            return new TrustedIssuer(known, url, Keys: null, DefaultAlgorithms);

        if (settings.Issuers.FirstOrDefault(i => string.Equals(i.Url, url, StringComparison.Ordinal)) is { } set)
            return new TrustedIssuer(Table(set.Provider), url, set.Keys, set.Algorithms);

        if (url.Contains('\0', StringComparison.Ordinal)) return null; // PostgreSQL takes no such text

        var row = await db.Issuers.AsNoTracking().FirstOrDefaultAsync(i => i.Url == url, ct);
        return row is null ? null : new TrustedIssuer(Table(row.Provider), url, row.Keys, row.Algorithms?.Split(' ') ?? DefaultAlgorithms);
    }

    /// <summary>
    /// The table by which a publisher is judged: its issuer's, or its provider's when the issuer is no longer trusted (nothing matches it
    /// then).
    /// </summary>
    public async Task<Provider> TableOf(Publisher publisher, CancellationToken ct) =>
        (await Find(publisher.Issuer, ct))?.Provider ?? Table(publisher.Provider);

    private static Provider Table(string key) =>
        KnownProviders.Find(key) ?? throw new InvalidOperationException($"An issuer names the unknown provider '{key}'.");
}
