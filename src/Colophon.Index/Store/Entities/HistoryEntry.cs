using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Entities;

/// <summary>One change of state: written in the change's own transaction. Its id is the serial that mirrors follow.</summary>
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

    public static void Map(ModelBuilder model) => model.Entity<HistoryEntry>(entry =>
    {
        entry.Property(e => e.Id).ValueGeneratedOnAdd();
        entry.HasIndex(e => new { e.Project, e.Id });
    });
}
