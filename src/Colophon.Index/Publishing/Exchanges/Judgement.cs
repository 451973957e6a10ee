using Colophon.Index.Store;
using Colophon.Index.Web;
using Colophon.Rules.Identity;

namespace Colophon.Index.Publishing.Exchanges;

/// <summary>An identity judged by every publisher that it could mean: what an exchange acts on, and what an explanation tells.</summary>
internal sealed record Judgement(TrustedIssuer Issuer, VerifiedIdentity Identity, Match<Candidate> Match)
{
    /// <summary>Publishers that hold and whose name can still be had.</summary>
    private IReadOnlyList<(Candidate Key, Verdict Verdict)> Usable { get; } =
        [.. Match.Holding.Where(held => held.Key.Project is not null || !held.Key.NameIsTaken)];

    /// <summary>What the identity may publish; ends the request, with the nearest miss, when that is nothing.</summary>
    /// <param name="project">Normalised name to narrow to; null for every project that vouches.</param>
    public Vouched VouchedFor(string? project) => WhyRefused(project) is { } refusal
        ? throw refusal
        : new Vouched(Identity, Issuer.Provider, [.. Wanted(project).Select(row => new VouchedRow(row.Key, row.Verdict))]);

    /// <summary>Why nothing is minted; null when something is.</summary>
    public Refusal? WhyRefused(string? project)
    {
        if (Match.Holding.Count == 0)
        {
            var (sentence, findings) = Match.Explain();
            return new Refusal(PublishingProblems.NoPublisher.Because(sentence)) { Findings = findings };
        }

        if (Usable.Count == 0) return PublishingProblems.PendingTaken.Refuse("valid token, but project already exists");
        return Wanted(project).Count > 0 ? null : PublishingProblems.NoPublisher.Refuse(
            $"valid token, but no corresponding publisher (the exchange was narrowed to '{project}'; this identity may publish "
                + $"{string.Join(", ", Usable.Select(r => r.Key.Name))})");
    }

    private List<(Candidate Key, Verdict Verdict)> Wanted(string? project) =>
        [.. Usable.Where(row => project is null || row.Key.Name == project)];
}
