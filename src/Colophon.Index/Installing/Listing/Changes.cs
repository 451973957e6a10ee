using Colophon.Index.Store;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Installing.Listing;

/// <summary>Which projects have changed, as the history tells.</summary>
internal static class Changes
{
    /// <summary>With more changes than that, reading everything is faster.</summary>
    private const int Many = 5000;

    /// <summary>The newest entry of the history. Rows that are read afterwards are at least as new.</summary>
    public static async Task<long> Newest(this ColophonDb db, CancellationToken ct) =>
        await db.History.MaxAsync(e => (long?)e.Id, ct) ?? 0;

    /// <summary>Normalised names of projects that entries are about; null when there are too many.</summary>
    /// <param name="after">The last entry that was seen.</param>
    /// <param name="until">The last entry to look at.</param>
    public static async Task<List<string>?> Changed(this ColophonDb db, long after, long until, CancellationToken ct)
    {
        var names = await db.History.Where(e => e.Id > after && e.Id <= until && e.Project != null).Select(e => e.Project!).Distinct()
            .Take(Many + 1).ToListAsync(ct);
        return names.Count > Many ? null : names;
    }
}
