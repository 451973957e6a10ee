using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Entities;

/// <summary>
/// One change of state: written in the change's own transaction. Ids never go back: those of entries that mirrors follow are the serials.
/// </summary>
internal sealed class HistoryEntry
{
    public long Id { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>E.g. <c>file:add</c>, <c>project:create</c>, <c>publisher:add</c>, <c>token:mint</c>.</summary>
    public required string Event { get; init; }

    /// <summary>Normalised name of the project it is about, if any; plain text, so it outlives the project.</summary>
    public string? Project { get; init; }

    /// <summary>A person's name, <c>operator</c>, or the publisher in words.</summary>
    public required string Actor { get; init; }

    /// <summary>JSON object.</summary>
    public string Details { get; init; } = "{}";

    /// <summary>What mirrors are told of it, in PyPI's words; null where they see nothing of it.</summary>
    public string? Action { get; init; }

    /// <summary>The release that <see cref="Action"/> is about, if any.</summary>
    public string? Version { get; init; }

    /// <summary>
    /// HMAC under the server's secret over this entry and the seal before it, lower-case hex: a row that was edited, added or taken out
    /// afterwards shows. Null until it is sealed, a moment after its commit.
    /// </summary>
    public string? Seal { get; set; }

    public static void Map(ModelBuilder model) => model.Entity<HistoryEntry>(entry =>
    {
        entry.Property(e => e.Id).ValueGeneratedOnAdd();
        entry.HasIndex(e => new { e.Project, e.Id });
        entry.HasIndex(e => e.Id, "IX_History_Journal").HasFilter("\"Action\" IS NOT NULL");
    });
}
