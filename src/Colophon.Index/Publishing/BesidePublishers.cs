using Colophon.Index.Store;
using Colophon.Index.Store.Access;
using Colophon.Index.Store.Entities;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Publishing;

/// <summary>
/// Notes when a person's API token still uploads to a project that has trusted publishers: a token that was forgotten, or stolen
/// (threats.md C31). Once for each token and project.
/// </summary>
internal static class BesidePublishers
{
    private const string Event = "token:beside-publishers";

    /// <summary>Writes into the upload's own change.</summary>
    public static async Task NoteBesidePublishers(this ColophonDb db, Caller caller, Project project, DateTimeOffset now,
        CancellationToken ct)
    {
        if (caller.User is not { } person || !await db.Publishers.AnyAsync(p => p.ProjectId == project.Id, ct)) return;

        var token = caller.Token.Id.ToString("D");
        var isKnown = await db.History.AnyAsync(
            e => e.Project == project.NormalizedName && e.Event == Event && e.Details.Contains(token), ct);
        if (isKnown) return;

        await db.Record(now, Event, project.NormalizedName, person.Name, new Dictionary<string, string?>
        {
            ["token"] = token,
            ["remedy"] = "Revoke the token, or refuse all of them for this project: "
                + $"colophon-index project trusted-only {project.NormalizedName} on",
        }, ct);
    }
}
