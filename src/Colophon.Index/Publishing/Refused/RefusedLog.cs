using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Colophon.Index.Publishing.Exchanges;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Rules.Identity;

namespace Colophon.Index.Publishing.Refused;

/// <summary>One publisher that an exchange named and whose rules refused it.</summary>
internal sealed record RefusedNote(RefusedExchange Row, string? Project, string Publisher);

/// <summary>
/// Takes down which publishers refused an exchange. The refusal does not wait for it: notes queue up for <see cref="RefusedKeeping"/>, and
/// when the queue is full they are dropped, so that a flood costs memory of a fixed size and nothing else.
/// </summary>
internal sealed class RefusedLog(TimeProvider clock)
{
    private const int Longest = 512;
    private const int MostOfAnExchange = 100;

    private readonly Channel<RefusedNote> queue = Channel.CreateBounded<RefusedNote>(
        new BoundedChannelOptions(Longest) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public ChannelReader<RefusedNote> Notes => queue.Reader;

    /// <param name="project">Normalised name that the exchange was narrowed to; null when it was not.</param>
    public void Note(Judgement judgement, string? project)
    {
        var now = clock.GetUtcNow();
        var refusing = judgement.Match.Judged.Where(one => !one.Verdict.Holds && (project is null || one.Key.Name == project));
        foreach (var (candidate, verdict) in refusing.Take(MostOfAnExchange))
            queue.Writer.TryWrite(Of(judgement, candidate, verdict, now));
    }

    private static RefusedNote Of(Judgement judgement, Candidate candidate, Verdict verdict, DateTimeOffset now)
    {
        var terms = candidate.Publisher.Terms(judgement.Issuer.Provider);
        var findings = verdict.Findings.Select(RefusedExchange.Judged.Of).ToList();
        var row = new RefusedExchange
        {
            PublisherId = candidate.Publisher.Id,
            FindingsSha256 = HashOf(findings.Where(finding => !finding.Holds)),
            Kind = KindOf(verdict),
            Source = judgement.Issuer.Provider.SourceOf(terms, judgement.Identity).InWords(),
            Findings = JsonSerializer.Serialize(findings, JsonSerializerOptions.Web),
            First = now,
            Last = now,
            Count = 1,
        };
        return new RefusedNote(row, candidate.Name, candidate.Publisher.InWords(terms.Provider));
    }

    private static string KindOf(Verdict verdict) => verdict switch
    {
        { SuspectsTakeover: true } => RefusedExchange.Takeover,
        { IsRenamed: true } => RefusedExchange.Renamed,
        _ => RefusedExchange.Mismatch,
    };

    /// <summary>Only what differed: a run's own number, commit and token id are new every time.</summary>
    private static string HashOf(IEnumerable<RefusedExchange.Judged> failed) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(JsonSerializer.Serialize(failed.Select(one => new[] { one.Claim, one.Found, one.Expected })))));
}
