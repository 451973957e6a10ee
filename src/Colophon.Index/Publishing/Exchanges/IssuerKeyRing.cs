using System.Collections.Concurrent;
using Colophon.Index.Store;
using Colophon.Index.Web;
using Colophon.Rules;
using Colophon.Rules.Identity;

namespace Colophon.Index.Publishing.Exchanges;

/// <summary>
/// The keys of each issuer, fetched once and kept. A withdrawn key stops working within ten minutes; an issuer that is down is believed by
/// its last good keys for a day; a stranger's key id causes at most one fetch a minute (colophon.md 3, threats.md A12, A37-A39).
/// </summary>
internal sealed class IssuerKeyRing(OutsideCalls outside, PublicAddress address, TimeProvider clock, ILogger<IssuerKeyRing> log)
{
    private static readonly TimeSpan RefreshAfter = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan StaleAfter = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan DeadAfter = TimeSpan.FromHours(24);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Ring> rings = new(StringComparer.Ordinal);

    /// <summary>Believes the token, or ends the request.</summary>
    public async Task<VerifiedIdentity> Verify(UnverifiedToken token, TrustedIssuer issuer, CancellationToken ct) =>
        (await Judge(token, issuer, ct)).OrRefuse();

    /// <summary>The identity, or why the token is not believed. Ends the request only where the issuer's keys cannot be had.</summary>
    public async Task<Parsed<VerifiedIdentity>> Judge(UnverifiedToken token, TrustedIssuer issuer, CancellationToken ct)
    {
        var ring = rings.GetOrAdd(issuer.Url, _ => new Ring());
        var keys = await Fresh(ring, issuer, ct);
        if (keys.Find(token.KeyId) is null && MayFetch(ring)) keys = await Fetch(ring, issuer, ct) ?? keys;

        return token.Verify(keys, ExpectedOf(issuer), clock.GetUtcNow());
    }

    /// <summary>What a token of this issuer must say to be meant for us.</summary>
    public Expected ExpectedOf(TrustedIssuer issuer) => new(issuer.Url, address.Audience, issuer.Provider.LongestLife);

    private async Task<SigningKeys> Fresh(Ring ring, TrustedIssuer issuer, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var kept = ring.Kept;
        if (kept is not null && now - kept.At < RefreshAfter) return kept.Keys;

        if (kept is not null && now - kept.At < StaleAfter)
        {
            if (MayFetch(ring)) _ = Fetch(ring, issuer, CancellationToken.None); // ahead of time, nobody waits
            return kept.Keys;
        }

        var fetched = MayFetch(ring) || ring.Running is not null ? await Fetch(ring, issuer, ct) : null;
        if (fetched is not null) return fetched;
        if (kept is not null && now - kept.At < DeadAfter) return kept.Keys;
        throw Unavailable(issuer);
    }

    private bool MayFetch(Ring ring) => clock.GetUtcNow() - ring.LastAttempt >= Pause;

    /// <summary>One fetch at a time for an issuer; others wait for it. Null when it failed: the reason is in the log.</summary>
    private async Task<SigningKeys?> Fetch(Ring ring, TrustedIssuer issuer, CancellationToken ct)
    {
        Task<SigningKeys?> running;
        lock (ring)
        {
            if (ring.Running is null)
            {
                ring.LastAttempt = clock.GetUtcNow();
                ring.Running = FetchOnce(ring, issuer);
            }

            running = ring.Running;
        }

        return await running.WaitAsync(ct);
    }

    private async Task<SigningKeys?> FetchOnce(Ring ring, TrustedIssuer issuer)
    {
        await Task.Yield(); // the caller holds the ring's lock
        try
        {
            var bytes = await KeyBytes(issuer);
            if (!SigningKeys.Parse(bytes, issuer.Algorithms).TryGet(out var keys, out var fault))
                throw new InvalidDataException(fault.Detail);

            foreach (var why in keys.Refused) log.LogWarning("A key of issuer {Issuer} is not used: {Why}", issuer.Url, why);
            ring.Kept = new Kept(keys, clock.GetUtcNow());
            return keys;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException
            or InvalidDataException)
        {
            log.LogError("The keys of issuer {Issuer} could not be fetched: {Why}", issuer.Url, exception.Message);
            return null;
        }
        finally
        {
            lock (ring) ring.Running = null;
        }
    }

    private async Task<ReadOnlyMemory<byte>> KeyBytes(TrustedIssuer issuer)
    {
        if (issuer.Keys?.StartsWith("file:", StringComparison.Ordinal) == true)
            return await File.ReadAllBytesAsync(issuer.Keys["file:".Length..]);
        if (issuer.Keys is { } url) return await outside.Get(url);

        var discovery = await outside.Get($"{issuer.Url.TrimEnd('/')}/.well-known/openid-configuration");
        return await outside.Get(KeyUrl.Of(discovery, issuer.Url));
    }

    private static Refusal Unavailable(TrustedIssuer issuer) =>
        new(PublishingProblems.IssuerUnavailable.Because($"The keys of {issuer.Url} cannot be fetched now, and none are kept that are "
            + "young enough."))
        {
            RetryAfter = (int)Pause.TotalSeconds,
        };

    private sealed record Kept(SigningKeys Keys, DateTimeOffset At);

    private sealed class Ring
    {
        public volatile Kept? Kept;
        public DateTimeOffset LastAttempt { get; set; }
        public Task<SigningKeys?>? Running { get; set; }
    }
}

/// <summary>Reads an issuer's discovery document (OpenID Connect Discovery 1.0, section 4).</summary>
internal static class KeyUrl
{
    /// <exception cref="InvalidDataException">The document is not this issuer's, or names no keys (threats.md D07, D20).</exception>
    public static string Of(ReadOnlyMemory<byte> discovery, string issuer)
    {
        if (!StrictJson.Parse(discovery).TryGet(out var json, out var fault))
            throw new InvalidDataException($"The discovery document is not strict JSON: {fault.Detail}");

        var named = Text(json, "issuer");
        if (!string.Equals(named, issuer, StringComparison.Ordinal))
            throw new InvalidDataException($"The discovery document is of issuer '{named}', expected '{issuer}'.");
        return Text(json, "jwks_uri") ?? throw new InvalidDataException("The discovery document names no jwks_uri.");
    }

    private static string? Text(StrictJson json, string name) =>
        json.Root.ValueKind == System.Text.Json.JsonValueKind.Object
        && json.Root.TryGetProperty(name, out var value) && value.ValueKind == System.Text.Json.JsonValueKind.String
            ? value.GetString()
            : null;
}
