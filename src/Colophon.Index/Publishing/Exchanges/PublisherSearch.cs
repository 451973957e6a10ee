using System.Collections.Concurrent;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Web;
using Colophon.Rules.Identity;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Publishing.Exchanges;

/// <summary>Finds the publishers that an identity could mean, and judges each on its own project (threats.md B24).</summary>
internal sealed class PublisherSearch(Readers readers, TimeProvider clock)
{
    /// <summary>By kind of context: a compiled query belongs to one model, and each engine has its own.</summary>
    private static readonly ConcurrentDictionary<Type, Func<ColophonDb, string, string, string, IAsyncEnumerable<Candidate>>> Compiled = [];

    private static Func<ColophonDb, string, string, string, IAsyncEnumerable<Candidate>> ByKey() => EF.CompileAsyncQuery(
        (ColophonDb db, string provider, string issuer, string key) =>
            from publisher in db.Publishers.AsNoTracking()
            where publisher.Provider == provider && publisher.Issuer == issuer && publisher.LookUpKey == key
            join found in db.Projects on publisher.ProjectId equals found.Id into found
            from project in found.DefaultIfEmpty()
            join other in db.Projects on publisher.PendingNormalizedName equals other.NormalizedName into others
            from taken in others.DefaultIfEmpty()
            select new Candidate(publisher, project == null ? null : project.NormalizedName, taken != null));

    /// <summary>What the identity may publish; ends the request, with the nearest miss, when that is nothing.</summary>
    /// <param name="project">Normalised name to narrow to; null for every project that vouches.</param>
    public async Task<Vouched> VouchedFor(TrustedIssuer issuer, VerifiedIdentity identity, string? project, CancellationToken ct)
    {
        var candidates = await Candidates(issuer, identity, ct);
        var match = Match.Judge(issuer.Provider, identity, candidates.Select(c => (c, c.Publisher.Terms(issuer.Provider))));
        if (match.Holding.Count == 0)
        {
            var (sentence, findings) = match.Explain();
            throw new Refusal(PublishingProblems.NoPublisher.Because(sentence)) { Findings = findings };
        }

        var rows = match.Holding.Where(held => held.Key.Project is not null || !held.Key.NameIsTaken).ToList();
        if (rows.Count == 0) throw PublishingProblems.PendingTaken.Refuse("valid token, but project already exists");

        var wanted = rows.Where(row => project is null || row.Key.Name == project).ToList();
        if (wanted.Count > 0)
            return new Vouched(identity, issuer.Provider, [.. wanted.Select(row => new VouchedRow(row.Key, row.Verdict))]);

        throw PublishingProblems.NoPublisher.Refuse(
            $"valid token, but no corresponding publisher (the exchange was narrowed to '{project}'; this identity may publish "
                + $"{string.Join(", ", rows.Select(r => r.Key.Name))})");
    }

    private async Task<List<Candidate>> Candidates(TrustedIssuer issuer, VerifiedIdentity identity, CancellationToken ct)
    {
        // No publisher has such a key, and PostgreSQL takes no such text.
        if (issuer.Provider.LookUpKey(identity) is not { } key || key.Contains('\0', StringComparison.Ordinal)) return [];

        var now = clock.GetUtcNow();
        var found = await readers.Ask(db => Compiled.GetOrAdd(db.GetType(), _ => ByKey())
            (db, issuer.Provider.Key, issuer.Url, key).ToListAsync(ct).AsTask());
        return found.FindAll(one => one.Publisher.PendingUntil is not { } until || until > now || one.Project is not null);
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
