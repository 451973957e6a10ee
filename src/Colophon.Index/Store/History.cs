using System.Text.Json;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Messages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store;

/// <summary>Writes history: one entry a change, in the change's own transaction.</summary>
internal static class History
{
    /// <summary>
    /// Adds the entry, queues the letter that it calls for (<see cref="Letters"/>), and moves the project's serial, if it is about one.
    /// Saves what else is pending in <paramref name="db"/>.
    /// </summary>
    /// <param name="project">Normalised name; null when the change is about no project.</param>
    public static async Task<long> Record(
        this ColophonDb db, DateTimeOffset at, string @event, string? project, string actor,
            IReadOnlyDictionary<string, string?>? details = null,
        CancellationToken ct = default)
    {
        var entry = new HistoryEntry
        {
            At = at,
            Event = @event,
            Project = project,
            Actor = actor,
            Details = JsonSerializer.Serialize(details ?? new Dictionary<string, string?>()),
        };
        db.History.Add(entry);
        await db.SaveChangesAsync(ct);
        await db.Tell(entry, ct);
        if (project is null) return entry.Id;

        await db.Projects.Where(p => p.NormalizedName == project).ExecuteUpdateAsync(p => p.SetProperty(x => x.Serial, entry.Id), ct);
        return entry.Id;
    }
}
