using Colophon.Rules.Identity;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Entities;

/// <summary>
/// Exchanges that named a publisher and were refused by its rules, kept for the project's owners (colophon.md 5). The same findings again
/// are counted, not kept again. Never holds a token.
/// </summary>
internal sealed class RefusedExchange
{
    /// <summary>The names are the publisher's, the ids are not: somebody may have taken the names over.</summary>
    public const string Takeover = "take-over";

    /// <summary>The ids are the publisher's, the names are not.</summary>
    public const string Renamed = "renamed";

    public const string Mismatch = "mismatch";

    /// <summary>How long they are kept after they last came.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(30);

    /// <summary>The newest of a publisher that are kept.</summary>
    public const int MostOfAPublisher = 50;

    public required Guid PublisherId { get; init; }

    /// <summary>SHA-256 of what differed, lower-case hex: tells whether these findings are kept already.</summary>
    public required string FindingsSha256 { get; init; }

    /// <summary><see cref="Takeover"/>, <see cref="Renamed"/> or <see cref="Mismatch"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>What the job said of itself the last time: repository, commit, run; one line.</summary>
    public required string Source { get; set; }

    /// <summary>Every rule as it was judged: a JSON array of <see cref="Judged"/>.</summary>
    public required string Findings { get; init; }

    public required DateTimeOffset First { get; init; }
    public required DateTimeOffset Last { get; set; }
    public required int Count { get; set; }

    /// <summary>One rule's finding as it is kept: owners may see both sides of it.</summary>
    public sealed record Judged(string Claim, bool Holds, string? Found, string Expected, string? Why)
    {
        public static Judged Of(Finding finding) => new(finding.Claim, finding.Holds, finding.Found, finding.Expected, finding.Why);
    }

    public static void Map(ModelBuilder model) => model.Entity<RefusedExchange>(refused =>
    {
        refused.HasKey(r => new { r.PublisherId, r.FindingsSha256 });
        refused.HasIndex(r => r.Last);
        refused.HasOne<Publisher>().WithMany().HasForeignKey(r => r.PublisherId).OnDelete(DeleteBehavior.Cascade);
    });
}
