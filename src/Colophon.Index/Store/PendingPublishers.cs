using Colophon.Index.Store.Entities;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store;

/// <summary>What becomes of pending publishers when their project is made (colophon.md 7).</summary>
internal static class PendingPublishers
{
    /// <summary>
    /// The winner becomes a publisher of the new project, and with it whatever else its owner had pending for the name. Other people's
    /// pending publishers for the name end: the project now belongs to somebody else.
    /// </summary>
    public static async Task Adopt(this ColophonDb db, Publisher winner, Project project, DateTimeOffset now, string actor,
        CancellationToken ct)
    {
        var pending = await db.Publishers.Where(p => p.ProjectId == null && p.PendingNormalizedName == project.NormalizedName)
            .ToListAsync(ct);
        foreach (var publisher in pending)
        {
            var isOurs = publisher.PendingOwnerId == winner.PendingOwnerId;
            if (isOurs) (publisher.ProjectId, publisher.PendingUntil) = (project.Id, null);
            else db.Publishers.Remove(publisher);

            await db.Record(now, isOurs
                ? "publisher:add"
                : "pending-publisher:displace", project.NormalizedName, actor, new Dictionary<string, string?>
                {
                    ["publisher"] = publisher.Id.ToString("D"),
                    ["provider"] = publisher.Provider,
                    ["fields"] = publisher.Fields,
                    ["registrant"] = publisher.PendingOwnerId?.ToString("D"),
                    ["why"] = isOurs ? "first upload of a pending publisher" : "somebody else's first upload made the project",
                }, ct);
        }
    }
}
