using System.Text.Json;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Messages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store;

/// <summary>Writes history: one entry a change, in the change's own transaction.</summary>
internal static class History
{
    /// <summary>
    /// Adds an entry of which mirrors see nothing, and queues the letter that it calls for (<see cref="Letters"/>). Saves what else is
    /// pending in <paramref name="db"/>.
    /// </summary>
    /// <param name="project">Normalised name; null when the change is about no project.</param>
    public static Task<long> Record(this ColophonDb db, DateTimeOffset at, string @event, string? project, string actor,
        IReadOnlyDictionary<string, string?>? details = null, CancellationToken ct = default) =>
        db.Record(at, @event, project, actor, details, journaled: null, ct);

    /// <summary>The same with what mirrors are told: then the project's serial moves too.</summary>
    public static async Task<long> Record(this ColophonDb db, DateTimeOffset at, string @event, string? project, string actor,
        IReadOnlyDictionary<string, string?>? details, Journaled? journaled, CancellationToken ct)
    {
        var entry = new HistoryEntry
        {
            At = at,
            Event = @event,
            Project = project,
            Actor = actor,
            Details = JsonSerializer.Serialize(details ?? new Dictionary<string, string?>()),
            Action = journaled?.Action,
            Version = journaled?.Version,
        };
        db.History.Add(entry);
        await db.SaveChangesAsync(ct);
        await db.Tell(entry, ct);
        if (journaled is null) return entry.Id;

        await db.Projects.Where(p => p.NormalizedName == project).ExecuteUpdateAsync(p => p.SetProperty(x => x.Serial, entry.Id), ct);
        return entry.Id;
    }

    /// <summary>Serial of the last change that mirrors see, of projects that are gone too; 0 before the first.</summary>
    public static async Task<long> LastSerial(this ColophonDb db, CancellationToken ct) =>
        await db.History.Where(e => e.Action != null).MaxAsync(e => (long?)e.Id, ct) ?? 0;
}

/// <summary>What mirrors are told of a change: PyPI's words, and ours for what PyPI does not tell (docs/compatibility.md).</summary>
internal sealed record Journaled(string Action, string? Version = null)
{
    public static Journaled Project => new("create");

    public static Journaled Release(string version) => new("new release", version);

    public static Journaled File(ReleaseFile file) => new($"add {file.PythonVersion} file {file.FileName}", file.Version);
}
