using System.Security.Cryptography;
using System.Text;
using Colophon.Index.Store.Entities;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Messages;

/// <summary>
/// Tells of the first use of a publisher. Exchanges write no letters: they only note in their event which publishers had never been used,
/// and whoever walks the history afterwards tells of it, once for each publisher.
/// </summary>
internal static class FirstUse
{
    /// <summary>The fact of an exchange's event: ids of publishers that were not used before.</summary>
    public const string Fact = "firstUse";

    /// <summary>Queues the letters inside the caller's change, and saves.</summary>
    public static async Task TellFirstUse(this ColophonDb db, HistoryEntry entry, CancellationToken ct)
    {
        var facts = Outbox.FactsOf(entry);
        foreach (var text in facts.GetValueOrDefault(Fact)?.Split(' ') ?? [])
        {
            if (!Guid.TryParseExact(text, "D", out var id)) continue;
            var publisher = await db.Publishers.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, ct);
            if (publisher?.ProjectId is not { } project) continue; // gone, or pending: its first upload is told

            var told = publisher.Facts();
            told["project"] = await db.Projects.Where(p => p.Id == project).Select(p => p.NormalizedName).FirstAsync(ct);
            told["source"] = entry.Actor;
            var letter = Letters.FirstUse.Write(told);
            foreach (var address in await db.AddressesFor(Letters.FirstUse, told, ct))
            {
                // Of two exchanges at once both may have been the first.
                var once = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{Letters.FirstUse.Key} {id:D} {address}")).AsSpan(0, 16));
                if (!await db.Messages.AnyAsync(m => m.Id == once, ct)) db.Post(letter, address, entry.At, once);
            }
        }

        await db.SaveChangesAsync(ct);
    }
}
