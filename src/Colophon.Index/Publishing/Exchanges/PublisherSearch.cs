using Colophon.Index.Publishing.Refused;
using Colophon.Index.Store;
using Colophon.Index.Store.Engines;
using Colophon.Index.Store.Entities;
using Colophon.Rules.Identity;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Publishing.Exchanges;

/// <summary>Finds the publishers that an identity could mean, and judges each on its own project (threats.md B24).</summary>
internal sealed class PublisherSearch(Readers readers, RefusedLog refused, TimeProvider clock)
{
    /// <summary>A pending publisher of a disabled person is none (threats.md B44).</summary>
    private static readonly PerModel<Func<ColophonDb, string, string, string, IAsyncEnumerable<Candidate>>> ByKey =
        new(() => EF.CompileAsyncQuery(
        (ColophonDb db, string provider, string issuer, string key) =>
            from publisher in db.Publishers.AsNoTracking()
            where publisher.Provider == provider && publisher.Issuer == issuer && publisher.LookUpKey == key
                && !db.Users.Any(owner => owner.Id == publisher.PendingOwnerId && publisher.ProjectId == null && owner.IsDisabled)
            join found in db.Projects on publisher.ProjectId equals found.Id into found
            from project in found.DefaultIfEmpty()
            join other in db.Projects on publisher.PendingNormalizedName equals other.NormalizedName into others
            from taken in others.DefaultIfEmpty()
            select new Candidate(publisher, project == null ? null : project.NormalizedName, taken != null)));

    /// <summary>
    /// The same ids under other names, asked only where no name is found: a repository was renamed (colophon.md 4). The pins are compared
    /// whole, as they were written.
    /// </summary>
    private static readonly PerModel<Func<ColophonDb, string, string, string, IAsyncEnumerable<Candidate>>> ByPins =
        new(() => EF.CompileAsyncQuery(
        (ColophonDb db, string provider, string issuer, string pins) =>
            from publisher in db.Publishers.AsNoTracking()
            where publisher.Provider == provider && publisher.Issuer == issuer && publisher.Pins == pins
                && !db.Users.Any(owner => owner.Id == publisher.PendingOwnerId && publisher.ProjectId == null && owner.IsDisabled)
            join found in db.Projects on publisher.ProjectId equals found.Id into found
            from project in found.DefaultIfEmpty()
            join other in db.Projects on publisher.PendingNormalizedName equals other.NormalizedName into others
            from taken in others.DefaultIfEmpty()
            select new Candidate(publisher, project == null ? null : project.NormalizedName, taken != null)));

    /// <summary>What the identity may publish. Ends the request when that is nothing, and notes it for the owners.</summary>
    /// <param name="project">Normalised name to narrow to; null for every project that vouches.</param>
    public async Task<Vouched> VouchedFor(TrustedIssuer issuer, VerifiedIdentity identity, string? project, CancellationToken ct)
    {
        var judgement = await Judge(issuer, identity, ct);
        if (judgement.WhyRefused(project) is not null) refused.Note(judgement, project);
        return judgement.VouchedFor(project);
    }

    /// <summary>Every publisher that could be meant, judged; nothing is changed by it.</summary>
    public async Task<Judgement> Judge(TrustedIssuer issuer, VerifiedIdentity identity, CancellationToken ct)
    {
        var candidates = await Candidates(issuer, identity, ct);
        return new Judgement(issuer, identity,
            Match.Judge(issuer.Provider, identity, candidates.Select(c => (c, c.Publisher.Terms(issuer.Provider)))));
    }

    /// <summary>Every publisher of one project at the token's issuer, whatever names they have: for the project's owners.</summary>
    public async Task<Judgement> JudgeOf(Guid project, TrustedIssuer issuer, VerifiedIdentity identity)
    {
        var candidates = await readers.Ask(db => (
            from publisher in db.Publishers.AsNoTracking()
            where publisher.ProjectId == project && publisher.Provider == issuer.Provider.Key && publisher.Issuer == issuer.Url
            join found in db.Projects on project equals found.Id
            select new Candidate(publisher, found.NormalizedName, false)).ToListAsync());
        return new Judgement(issuer, identity,
            Match.Judge(issuer.Provider, identity, candidates.Select(c => (c, c.Publisher.Terms(issuer.Provider)))));
    }

    private async Task<List<Candidate>> Candidates(TrustedIssuer issuer, VerifiedIdentity identity, CancellationToken ct)
    {
        // No publisher has such a key, and PostgreSQL takes no such text.
        if (issuer.Provider.LookUpKey(identity) is not { } key || key.Contains('\0', StringComparison.Ordinal)) return [];

        var found = await readers.Ask(db => ByKey.For(db)(db, issuer.Provider.Key, issuer.Url, key).ToListAsync(ct).AsTask());
        if (found.Count == 0 && Pins.Of(issuer.Provider, identity) is { } pins)
            found = await readers.Ask(db => ByPins.For(db)(db, issuer.Provider.Key, issuer.Url, pins).ToListAsync(ct).AsTask());

        var now = clock.GetUtcNow();
        return found.FindAll(one => one.Publisher.PendingUntil is not { } until || until > now || one.Project is not null);
    }
}

/// <summary>The ids of an identity, as <see cref="Publisher.WritePins"/> has those that a publisher keeps.</summary>
internal static class Pins
{
    /// <summary>What a full match by this identity keeps; null when it lacks one of the ids.</summary>
    public static string? Of(Provider provider, VerifiedIdentity identity)
    {
        var ids = provider.Claims.Where(row => row.Rule is Pinned).Select(row => (row.Claim, Value: identity.Claim(row.Claim))).ToList();
        return ids.Count == 0 || ids.Exists(id => string.IsNullOrEmpty(id.Value))
            ? null
            : Publisher.WritePins(ids.Select(id => KeyValuePair.Create(id.Claim, id.Value!)));
    }
}

/// <summary>A publisher row that could be meant.</summary>
/// <param name="Project">Normalised name of its project; null while pending.</param>
/// <param name="NameIsTaken">Pending, but a project of that name exists meanwhile.</param>
internal sealed record Candidate(Publisher Publisher, string? Project, bool NameIsTaken)
{
    /// <summary>Normalised name of the project it is for, existing or to be.</summary>
    public string Name => Project ?? Publisher.PendingNormalizedName!;
}
