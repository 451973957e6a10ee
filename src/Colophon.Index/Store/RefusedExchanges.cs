using System.Text.Json;
using Colophon.Index.Store.Entities;
using Colophon.Rules.Identity;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store;

/// <summary>A refused exchange and the publisher that it named.</summary>
internal sealed record RefusedAtPublisher(RefusedExchange Refused, Publisher Publisher)
{
    private const int HashCharacters = 16;

    /// <summary>How long an id is.</summary>
    public const int IdLength = 32 + HashCharacters;

    /// <summary>Names it in addresses.</summary>
    public string Id => $"{Publisher.Id:N}{Refused.FindingsSha256[..HashCharacters]}";

    /// <param name="table">The one that judges the publisher.</param>
    public ToldRefusal Tell(Provider table) => new(Id, Publisher.Id, Publisher.InWords(table), Refused.Kind, Refused.First, Refused.Last,
        Refused.Count, Refused.Source,
        JsonSerializer.Deserialize<List<RefusedExchange.Judged>>(Refused.Findings, JsonSerializerOptions.Web)!);
}

/// <summary>A refused exchange as owners and operators read it.</summary>
internal sealed record ToldRefusal(string Id, Guid PublisherId, string Publisher, string Kind, DateTimeOffset First, DateTimeOffset Last,
    int Count, string Source, IReadOnlyList<RefusedExchange.Judged> Findings)
{
    /// <summary>What differed, found and expected side by side.</summary>
    public IEnumerable<RefusedExchange.Judged> Differing => Findings.Where(finding => !finding.Holds);
}

/// <summary>Questions about refused exchanges.</summary>
internal static class RefusedExchanges
{
    /// <summary>Those of a project, existing or to be: what is alarming first, then the newest.</summary>
    /// <param name="name">Normalised.</param>
    /// <param name="pendingOf">Only this person's pending publishers; null for everybody's.</param>
    public static async Task<List<RefusedAtPublisher>> RefusedOf(this ColophonDb db, string name, Guid? pendingOf, CancellationToken ct)
    {
        var found = await (
            from refused in db.Refused.AsNoTracking()
            join publisher in db.Publishers.AsNoTracking() on refused.PublisherId equals publisher.Id
            where db.Projects.Any(p => p.Id == publisher.ProjectId && p.NormalizedName == name)
                || (publisher.ProjectId == null && publisher.PendingNormalizedName == name
                    && (pendingOf == null || publisher.PendingOwnerId == pendingOf))
            select new RefusedAtPublisher(refused, publisher)).ToListAsync(ct);
        return [.. found.OrderBy(one => Rank(one.Refused.Kind)).ThenByDescending(one => one.Refused.Last)];
    }

    private static int Rank(string kind) => kind switch { RefusedExchange.Takeover => 0, RefusedExchange.Renamed => 1, _ => 2 };
}
