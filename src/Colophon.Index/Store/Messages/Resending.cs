using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Messages;

/// <summary>Has messages tried again, for verbs, pages and the API alike.</summary>
internal static class Resending
{
    /// <summary>From the beginning, inside the caller's change, with its event.</summary>
    /// <param name="one">Null: all that wait or were given up.</param>
    /// <returns>How many.</returns>
    public static async Task<int> TryAgain(this ColophonDb db, Guid? one, DateTimeOffset now, string actor, CancellationToken ct)
    {
        var again = await db.Messages.Where(m => m.Sent == null && (one == null || m.Id == one)).ExecuteUpdateAsync(m => m
            .SetProperty(x => x.NextTry, now).SetProperty(x => x.Tries, 0), ct);
        if (again > 0)
        {
            await db.Record(now, "mail:retry", project: null, actor,
                new Dictionary<string, string?> { ["messages"] = $"{again}", ["message"] = one?.ToString("D") }, ct);
        }

        return again;
    }
}
