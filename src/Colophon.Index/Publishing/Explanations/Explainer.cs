using Colophon.Index.Publishing.Exchanges;
using Colophon.Index.Store;
using Colophon.Index.Web;
using Colophon.Rules.Identity;
using Colophon.Rules.Identity.Telling;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Publishing.Explanations;

/// <summary>
/// Goes the way of an exchange up to its last step, and tells what it met instead of acting: it reads, and writes nothing.
/// </summary>
internal sealed class Explainer(TrustedIssuers issuers, IssuerKeyRing keys, PublisherSearch publishers, Readers readers,
    PublicAddress address, Settings settings, TimeProvider clock)
{
    /// <param name="ofProject">For the owners of a project: its publishers alone, each with all that it would have; else null.</param>
    public async Task<Explanation> Explain(MintRequest request, Action<VerifiedIdentity, TrustedIssuer> believed, CancellationToken ct,
        Guid? ofProject = null)
    {
        var claimed = UnverifiedToken.Parse(request.Token).OrRefuse();
        var issuer = await issuers.Find(claimed.Issuer, ct);
        if (issuer is null) return NotBelieved(claimed.Claims, issuer, MintToken.Unknown(claimed.Issuer), []);
        if (!(await keys.Judge(claimed, issuer, ct)).TryGet(out var identity, out var fault))
        {
            var faults = claimed.Faults(fault, keys.ExpectedOf(issuer), clock.GetUtcNow());
            return NotBelieved(claimed.Claims, issuer, new Refusal(fault), faults);
        }

        believed(identity, issuer);
        var judgement = ofProject is { } project
            ? await publishers.JudgeOf(project, issuer, identity)
            : await publishers.Judge(issuer, identity, ct);
        var isSpent = await readers.Ask(db =>
            db.Redemptions.AnyAsync(r => r.Issuer == identity.Issuer && r.ReplayKey == identity.ReplayKey, ct));
        var refusal = judgement.WhyRefused(request.Narrowing.Project) ?? (isSpent ? Exchange.UsedBefore() : null);
        return Tell(judgement, request.Narrowing, refusal, isToOwners: ofProject is not null);
    }

    /// <summary>Claims alone, of nobody knows whom.</summary>
    public async Task<Explanation> Explain(UnprovedClaims claims, CancellationToken ct)
    {
        var issuer = claims.Text("iss") is { } url ? await issuers.Find(url, ct) : null;
        return NotBelieved(claims, issuer, PublishingProblems.NothingProved.Refuse(
            "These are claims without a signature: whoever typed them has proved nothing"), []);
    }

    private Explanation NotBelieved(UnprovedClaims claims, TrustedIssuer? issuer, Refusal refusal, IReadOnlyList<string> faults) => new()
    {
        Refusal = RefusalBody.Of(refusal, address.Url, traceId: null),
        TokenFaults = faults.Count > 0 ? faults : [refusal.Fault.Detail],
        Identity = new ToldIdentity(Proved: false, Short(claims.Text("iss")), issuer?.Provider.Key, issuer?.Provider.Name, InWords: null,
            issuer is null ? [] : [.. claims.JudgeAlone(issuer.Provider).Select(RefusalBody.Tell)]),
        Suggestion = issuer is null ? null : SuggestedPublisher.Of(issuer.Provider, issuer.Url, project: null, claims.Text),
    };

    private Explanation Tell(Judgement judgement, Narrowing narrowing, Refusal? refusal, bool isToOwners)
    {
        var (issuer, identity) = (judgement.Issuer, judgement.Identity);
        var own = judgement.Match.Judged.Where(one => isToOwners || one.Verdict.ProvesControl)
            .OrderBy(one => one.Verdict.Findings.Count(finding => !finding.Holds)).ToList();
        var fields = Suggestion.Fields(issuer.Provider, issuer.Url, identity.Claim) ?? NoFields; // the workflow's name stands in them
        var words = issuer.Provider.SourceOf(new PublisherTerms(issuer.Provider, issuer.Url, fields, NoFields), identity).InWords();
        return new Explanation
        {
            Mint = refusal is null ? Plan(judgement.VouchedFor(narrowing.Project), narrowing) : null,
            Refusal = refusal is null ? null : RefusalBody.Of(refusal, address.Url, traceId: null),
            Identity = new ToldIdentity(Proved: true, identity.Issuer, issuer.Provider.Key, issuer.Provider.Name, words,
                [.. identity.Unproved.JudgeAlone(issuer.Provider).Select(RefusalBody.Tell)]),
            Publishers = [.. own.Select(one => Tell(one.Key, one.Verdict, issuer.Provider, isToOwners))],
            Suggestion = judgement.Match.Holding.Count > 0
                ? null
                : SuggestedPublisher.Of(issuer.Provider, issuer.Url, own.Count == 1 ? own[0].Key.Name : null, identity.Claim),
        };
    }

    private MintPlan Plan(Vouched vouched, Narrowing narrowing) => new(
        narrowing.Scope, vouched.GoodFor(narrowing), (int)settings.UploadTokenLifetime.TotalSeconds, narrowing.SingleUse,
        narrowing.Version, narrowing.Files?.Count,
        [.. vouched.Rows.SelectMany(row => row.Verdict.Pins.Keys).Distinct().Order(StringComparer.Ordinal)]);

    private static ToldPublisher Tell(Candidate candidate, Verdict verdict, Provider table, bool isToOwners)
    {
        var terms = candidate.Publisher.Terms(table);
        return new ToldPublisher(candidate.Publisher.Id, candidate.Name, candidate.Project is null, table.Describe(terms), verdict.Holds,
            [.. verdict.Findings.Select(finding => RefusalBody.Tell(isToOwners ? finding with { MayTell = true } : finding))],
            table.Lint(terms));
    }

    private static string? Short(string? text) => text is { Length: > 200 } ? text[..200] + "…" : text;

    private static readonly Dictionary<string, string> NoFields = [];
}
