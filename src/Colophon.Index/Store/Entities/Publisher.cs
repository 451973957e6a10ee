using System.Text.Json;
using Colophon.Index.Store.Entities.Accounts;
using Colophon.Rules.Identity;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Entities;

/// <summary>A trusted publisher: which identities may publish one project. Pending while the project does not exist (ADR 0004).</summary>
internal sealed class Publisher
{
    public required Guid Id { get; init; }

    /// <summary>The project; null while pending.</summary>
    public Guid? ProjectId { get; set; }

    /// <summary>Name of the project to be, as typed; kept after the project exists.</summary>
    public string? PendingName { get; init; }

    public string? PendingNormalizedName { get; init; }

    /// <summary>Who becomes owner of the project to be.</summary>
    public Guid? PendingOwnerId { get; init; }

    /// <summary>A pending publisher ends 30 days after it was made.</summary>
    public DateTimeOffset? PendingUntil { get; set; }

    /// <summary>Its owner was reminded that it ends soon.</summary>
    public bool IsReminded { get; set; }

    /// <summary>Key of the provider's table, e.g. <c>github</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>Exact issuer URL.</summary>
    public required string Issuer { get; init; }

    /// <summary>The provider's look-up key, lower case: the same from these fields and from a matching token.</summary>
    public required string LookUpKey { get; set; }

    /// <summary>The provider's fields and conditions in normal form, as a JSON object with sorted names.</summary>
    public required string Fields { get; set; }

    /// <summary>Ids kept at the first full match, claim → value, as <see cref="WritePins"/> has them.</summary>
    public string Pins { get; set; } = "{}";

    public required DateTimeOffset Created { get; init; }
    public required string AddedBy { get; init; }
    public DateTimeOffset? LastUsed { get; set; }

    /// <summary>What the rules judge.</summary>
    /// <param name="table">The issuer's: <see cref="TrustedIssuers.TableOf"/>.</param>
    public PublisherTerms Terms(Provider table) => new(
        table,
        Issuer,
        JsonSerializer.Deserialize<Dictionary<string, string>>(Fields)!,
        JsonSerializer.Deserialize<Dictionary<string, string>>(Pins)!);

    /// <summary>A JSON object with sorted names: equal ids are equal texts, by which a renamed repository's publisher is found.</summary>
    public static string WritePins(IEnumerable<KeyValuePair<string, string>> pins) =>
        JsonSerializer.Serialize(new SortedDictionary<string, string>(pins.ToDictionary(), StringComparer.Ordinal));

    public static void Map(ModelBuilder model) => model.Entity<Publisher>(publisher =>
    {
        publisher.HasIndex(p => new { p.Provider, p.Issuer, p.LookUpKey });
        publisher.HasIndex(p => new { p.Provider, p.Issuer, p.Pins });
        publisher.HasIndex(p => new { p.ProjectId, p.Provider, p.Issuer, p.Fields }).IsUnique();
        publisher.HasIndex(p => p.PendingNormalizedName);
        publisher.HasOne<Project>().WithMany().HasForeignKey(p => p.ProjectId).OnDelete(DeleteBehavior.Cascade);
        publisher.HasOne<User>().WithMany().HasForeignKey(p => p.PendingOwnerId).OnDelete(DeleteBehavior.Cascade);
    });
}
