using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Entities.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Messages;

/// <summary>
/// Queues letters in the caller's own change, so that whoever is told of something is told of what was committed, and nothing is
/// committed in silence. They are sent afterwards, by a worker.
/// </summary>
internal static class Outbox
{
    /// <summary>Letters that may wait for one address: a flood of occasions is not a flood of mails.</summary>
    public const int MostWaiting = 200;

    /// <summary>Queues one letter to one address; the caller saves. One that no mail can be addressed to is kept and not tried.</summary>
    /// <param name="id">Its own, for letters that are written once only.</param>
    public static void Post(this ColophonDb db, Written letter, string address, DateTimeOffset at, Guid? id = null)
    {
        var isAddress = IsAddress(address);
        db.Messages.Add(new Message
        {
            Id = id ?? Guid.CreateVersion7(at),
            To = address,
            Subject = letter.Subject,
            Text = letter.Text,
            Html = letter.Html,
            Created = at,
            NextTry = isAddress ? at : null,
            Trouble = isAddress ? null : "This is no address that mail can be sent to.",
        });
    }

    /// <summary>Queues the letter to each of its readers with a confirmed address, and saves.</summary>
    /// <param name="facts"><c>project</c> is the normalised name; whom else they name: <see cref="Readers"/>.</param>
    public static async Task Post(this ColophonDb db, Letter letter, IReadOnlyDictionary<string, string?> facts, DateTimeOffset at,
        CancellationToken ct)
    {
        var written = letter.Write(facts);
        foreach (var address in await db.AddressesFor(letter, facts, ct))
        {
            if (await db.Messages.CountAsync(m => m.To == address && m.NextTry != null, ct) < MostWaiting) db.Post(written, address, at);
        }

        await db.SaveChangesAsync(ct);
    }

    /// <summary>Queues the letter that an event calls for, if it calls for one.</summary>
    public static async Task Tell(this ColophonDb db, HistoryEntry entry, CancellationToken ct)
    {
        if (Letters.Find(entry.Event) is not { } letter) return;
        var facts = FactsOf(entry);
        if (letter.NotWith is { } other && facts.ContainsKey(other)) return;
        await db.Post(letter, facts, entry.At, ct);
    }

    /// <summary>What an entry says, with its project and its actor.</summary>
    public static Dictionary<string, string?> FactsOf(HistoryEntry entry)
    {
        var facts = Details.Read(entry.Details);
        facts["actor"] = entry.Actor;
        if (entry.Project is { } project) facts["project"] = project;
        return facts;
    }

    /// <summary>One plain address: nothing that a mail's header could be bent with.</summary>
    public static bool IsAddress(string text) => text.Length <= 254 && text.Count(c => c == '@') == 1 && text[0] != '@' && text[^1] != '@'
        && text.All(c => c > ' ' && !char.IsControl(c) && !"<>()[],;:\\\"".Contains(c, StringComparison.Ordinal));

    /// <summary>
    /// The confirmed addresses of those for whom the letter is; of what belongs to no project, those who operate the index.
    /// </summary>
    public static async Task<List<string>> AddressesFor(this ColophonDb db, Letter letter, IReadOnlyDictionary<string, string?> facts,
        CancellationToken ct)
    {
        var people = db.Users.Where(u => u.EmailConfirmed && !u.IsDisabled);
        var named = await Named(db, facts, ct);
        var found = letter.For switch
        {
            Readers.Owners => people.Where(Holds(db, facts, ProjectRole.Owner)),
            Readers.Team => people.Where(Holds(db, facts, role: null)),
            Readers.Operators => people.Where(u => u.IsAdmin),
            _ => people.Where(u => u.Id == named),
        };
        var addresses = await found.Select(u => u.Email!).ToListAsync(ct);
        if (letter.AlsoPerson || (addresses.Count == 0 && letter.For is Readers.Owners or Readers.Team))
            addresses.AddRange(await people.Where(u => u.Id == named).Select(u => u.Email!).ToListAsync(ct));
        if (addresses.Count == 0 && named is null && facts.GetValueOrDefault("project") is null)
            addresses = await people.Where(u => u.IsAdmin).Select(u => u.Email!).ToListAsync(ct);
        return [.. addresses.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static System.Linq.Expressions.Expression<Func<User, bool>> Holds(ColophonDb db, IReadOnlyDictionary<string, string?> facts,
        string? role)
    {
        var project = facts.GetValueOrDefault("project");
        return user => db.Roles.Any(r => r.UserId == user.Id && (role == null || r.Role == role)
            && db.Projects.Any(p => p.Id == r.ProjectId && p.NormalizedName == project));
    }

    /// <summary>The one person whom the facts name, by itself or as the owner of a pending publisher.</summary>
    private static async Task<Guid?> Named(ColophonDb db, IReadOnlyDictionary<string, string?> facts, CancellationToken ct)
    {
        var id = facts.GetValueOrDefault("person") ?? facts.GetValueOrDefault("registrant");
        if (Guid.TryParseExact(id, "D", out var person)) return person;
        return Guid.TryParseExact(facts.GetValueOrDefault("publisher"), "D", out var publisher)
            ? await db.Publishers.Where(p => p.Id == publisher && p.ProjectId == null).Select(p => p.PendingOwnerId).FirstOrDefaultAsync(ct)
            : null;
    }
}
