using System.Collections.Concurrent;
using Colophon.Index.Publishing.Keys;
using Colophon.Index.Store;
using Colophon.Index.Web;
using Colophon.Rules;
using Colophon.Rules.Identity;

namespace Colophon.Index.Publishing.Exchanges;

/// <summary>
/// The keys of every trusted issuer, each in a ring of its own, so that one issuer's trouble is not another's: fetched once and kept. A
/// withdrawn key stops working within ten minutes; an issuer that is down is believed by its last good keys for a day; a stranger's key id
/// causes at most one fetch a minute (colophon.md 3, threats.md A12, A36-A39).
/// </summary>
internal sealed class IssuerKeyRing(KeyFetching fetching, PublicAddress address, TimeProvider clock)
{
    private readonly ConcurrentDictionary<KeySource, KeyRing> rings = new();

    /// <summary>Believes the token, or ends the request.</summary>
    public async Task<VerifiedIdentity> Verify(UnverifiedToken token, TrustedIssuer issuer, CancellationToken ct) =>
        (await Judge(token, issuer, ct)).OrRefuse();

    /// <summary>
    /// The identity, or why the token is not believed. Ends the request where the issuer is switched off, or its keys cannot be had.
    /// </summary>
    public async Task<Parsed<VerifiedIdentity>> Judge(UnverifiedToken token, TrustedIssuer issuer, CancellationToken ct)
    {
        if (issuer.Off is { } off) throw NotEnabled(issuer, off); // before any call: switched off means left alone

        var ring = rings.GetOrAdd(KeySource.Of(issuer), NewRing);
        var keys = await ring.Believed(ct) ?? throw Unavailable(issuer, ring);
        if (keys.Find(token.KeyId) is null) keys = await ring.Renewed(ct) ?? keys;
        return token.Verify(keys, ExpectedOf(issuer), clock.GetUtcNow());
    }

    /// <summary>What a token of this issuer must say to be meant for us.</summary>
    public Expected ExpectedOf(TrustedIssuer issuer)
    {
        var (audience, table) = (issuer.Setting.Audience ?? address.Audience, issuer.Provider);
        return new Expected(issuer.Url, audience, table.LongestLife) { InList = table.AudienceInList };
    }

    private KeyRing NewRing(KeySource source) => new(clock, () => fetching.Load(source), () => fetching.Fetch(source));

    /// <summary>PyPI's words first, which clients print.</summary>
    private static Refusal NotEnabled(TrustedIssuer issuer, string off) => PublishingProblems.NotEnabled.Refuse(
        $"{issuer.Provider.Key} trusted publishing functionality not enabled"
            + (off == Store.Entities.Switch.OfIssuer(issuer.Url) ? $" for {issuer.Url}" : ""));

    private static Refusal Unavailable(TrustedIssuer issuer, KeyRing ring) =>
        new(PublishingProblems.IssuerUnavailable.Because($"The keys of {issuer.Url} cannot be fetched now, and none are kept that are "
            + "young enough."))
        {
            RetryAfter = ring.RetryAfter,
        };
}
