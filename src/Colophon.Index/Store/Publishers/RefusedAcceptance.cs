using System.Text.Json;
using Colophon.Index.Store.Entities;
using Colophon.Rules;
using Colophon.Rules.Identity;
using Colophon.Rules.Identity.Telling;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Publishers;

/// <summary>A publisher as it would be, had what it refused been the configured value.</summary>
/// <param name="Fields">In normal form.</param>
internal sealed record AcceptancePlan(RefusedAtPublisher At, Provider Table, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>The row as it would be stored beside the old one, or in its place.</summary>
    public Publisher ToPublisher(DateTimeOffset now, string actor)
    {
        var was = At.Publisher;
        return new Publisher
        {
            Id = Guid.CreateVersion7(now),
            ProjectId = was.ProjectId,
            Provider = was.Provider,
            Issuer = was.Issuer,
            LookUpKey = Table.LookUpKey(Fields),
            Fields = JsonSerializer.Serialize(Fields),
            Pins = was.Pins, // its ids held when it was refused
            Created = now,
            AddedBy = actor,
        };
    }
}

/// <summary>Makes values that a publisher refused the configured ones (colophon.md 5).</summary>
internal static class RefusedAcceptance
{
    /// <summary>One that one of these publishers refused, by <see cref="RefusedAtPublisher.Id"/>; null when there is none.</summary>
    public static async Task<RefusedAtPublisher?> FindRefused(this ColophonDb db, IQueryable<Publisher> among, string id,
        CancellationToken ct)
    {
        if (id.Length != RefusedAtPublisher.IdLength || !Guid.TryParseExact(id[..32], "N", out var publisherId)
            || !id.All(char.IsAsciiHexDigitLower)) return null;
        var hash = id[32..];
        var publisher = await among.FirstOrDefaultAsync(p => p.Id == publisherId, ct);
        var refused = await db.Refused.AsNoTracking()
            .FirstOrDefaultAsync(r => r.PublisherId == publisherId && EF.Functions.Like(r.FindingsSha256, hash + "%"), ct);
        return publisher is null || refused is null ? null : new RefusedAtPublisher(refused, publisher);
    }

    /// <summary>What accepting would come to, changing nothing; or why it is not offered.</summary>
    public static async Task<Parsed<AcceptancePlan>> Plan(this TrustedIssuers issuers, RefusedAtPublisher at, CancellationToken ct)
    {
        var table = await issuers.TableOf(at.Publisher, ct);
        var findings = at.Tell(table).Findings;
        if (at.Refused.Kind == RefusedExchange.Takeover)
            return PublisherProblems.NotAcceptable.Because("The names are those of the publisher, the ids that never change are not.");

        var found = findings.GroupBy(finding => finding.Claim).ToDictionary(same => same.Key, same => same.First().Found);
        var failed = findings.Where(finding => !finding.Holds).Select(finding => finding.Claim).ToHashSet();
        var accepted = Acceptance.Of(at.Publisher.Terms(table), found, failed);
        return accepted.Fields is { } fields
            ? new AcceptancePlan(at, table, fields)
            : PublisherProblems.NotAcceptable.Because(accepted.WhyNot!);
    }

    /// <summary>Changes the publisher, or adds the changed one beside it, inside the caller's change.</summary>
    public static async Task<Parsed<Publisher>> Accept(this PublisherScene scene, RefusedAtPublisher at, bool beside, CancellationToken ct)
    {
        if (!(await scene.Issuers.Plan(at, ct)).TryGet(out var plan, out var fault)) return fault;
        var typed = plan.ToPublisher(scene.Now, scene.Actor);
        if (!beside) return await scene.Change(at.Publisher, typed, typed.Pins, ct);

        var (publisher, hash) = (at.Publisher.Id, at.Refused.FindingsSha256);
        await scene.Db.Refused.Where(r => r.PublisherId == publisher && r.FindingsSha256 == hash).ExecuteDeleteAsync(ct);
        return await scene.Add(typed, plan.Table, await scene.NameOf(at.Publisher, ct), ct) is { } refused ? refused : typed;
    }
}
