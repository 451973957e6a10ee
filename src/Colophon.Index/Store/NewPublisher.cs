using System.Text.Json;
using Colophon.Index.Store.Entities;
using Colophon.Rules;
using Colophon.Rules.Identity;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store;

/// <summary>What a maintainer typed to make a publisher.</summary>
internal sealed record PublisherForm(TrustedIssuer Issuer, IReadOnlyDictionary<string, string> Fields);

/// <summary>Makes publishers: the same rules for an operator's verb and, later, a page.</summary>
internal static class NewPublishers
{
    public static readonly Problem Duplicate = new(409, "publisher-exists", "This publisher is registered already",
        "List the project's publishers; nothing needs to be done.");

    /// <summary>How long a pending publisher waits for its first upload.</summary>
    public static readonly TimeSpan PendingLife = TimeSpan.FromDays(30);

    /// <summary>They stand in a unique index, whose rows PostgreSQL bounds at 2,704 bytes.</summary>
    private const int MostFieldCharacters = 1800;

    /// <summary>The row, not yet stored; or what is wrong with each field.</summary>
    public static Parsed<Publisher> ToPublisher(this PublisherForm form, DateTimeOffset now, string actor)
    {
        // GitLab's form has the issuer as a field (pypi-wire.md 2.6).
        var fields = form.Fields.Where(field => field.Key != "issuer_url").ToDictionary();
        var table = form.Issuer.Provider;
        var reading = table.Read(fields);
        if (!reading.IsValid) return IdentityProblems.InvalidFields.Because(reading.InWords());
        var typed = JsonSerializer.Serialize(reading.Values);
        if (typed.Length > MostFieldCharacters)
            return IdentityProblems.InvalidFields.Because(
                $"All fields and conditions together take {typed.Length} characters, expected at most {MostFieldCharacters}.");

        return new Publisher
        {
            Id = Guid.CreateVersion7(now),
            Provider = table.Key,
            Issuer = form.Issuer.Url,
            LookUpKey = table.LookUpKey(reading.Values),
            Fields = typed,
            Created = now,
            AddedBy = actor,
        };
    }

    /// <summary>Stores a publisher with its history, inside the caller's change; refuses one that the project has already.</summary>
    /// <param name="project">Normalised name.</param>
    public static async Task<Fault?> AddPublisher(this ColophonDb db, Publisher publisher, Provider table, string project,
        DateTimeOffset now, CancellationToken ct)
    {
        var isThere = await db.Publishers.AnyAsync(
            p => p.ProjectId == publisher.ProjectId && p.PendingNormalizedName == publisher.PendingNormalizedName
                && p.PendingOwnerId == publisher.PendingOwnerId
                && p.Provider == publisher.Provider && p.Issuer == publisher.Issuer && p.Fields == publisher.Fields, ct);
        if (isThere) return Duplicate.Because($"{publisher.InWords(table)} is already registered with {project}.");

        db.Publishers.Add(publisher);
        await db.Record(now, publisher.ProjectId is null
            ? "pending-publisher:add"
            : "publisher:add", project, publisher.AddedBy, publisher.Facts(), ct);
        return null;
    }

    public static string InWords(this Publisher publisher, Provider table) => $"{table.Name}: {table.Describe(publisher.Terms(table))}";

    public static Dictionary<string, string?> Facts(this Publisher publisher)
    {
        var facts = new Dictionary<string, string?>
        {
            ["publisher"] = publisher.Id.ToString("D"),
            ["provider"] = publisher.Provider,
            ["issuer"] = publisher.Issuer,
            ["fields"] = publisher.Fields,
        };
        if (publisher is { ProjectId: null, PendingOwnerId: { } owner }) facts["registrant"] = owner.ToString("D");
        return facts;
    }
}
