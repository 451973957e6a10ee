using Colophon.Index.Store.Entities;
using Colophon.Rules;
using Colophon.Rules.Identity;
using Colophon.Rules.Packaging.Names;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Publishers;

/// <summary>
/// Adds, changes and removes publishers inside the caller's change, for verbs, pages and clients alike: each act writes one event, and the
/// letter that it calls for. Forges are asked before the change begins; what they told stands in the row's pins.
/// </summary>
internal static class PublisherActs
{
    public const int MostOfAProject = 100;
    public const int MostPendingOfAPerson = 1000;

    /// <summary>Stores a publisher of a project that is there; or says why not.</summary>
    /// <param name="project">Normalised name.</param>
    public static async Task<Fault?> Add(this PublisherScene scene, Publisher typed, Provider table, string project, CancellationToken ct)
    {
        var there = await scene.Db.Publishers.CountAsync(p => p.ProjectId == typed.ProjectId, ct);
        return there >= MostOfAProject
            ? PublisherProblems.TooMany.Because($"{project} has {there} publishers, expected at most {MostOfAProject}.")
            : await scene.Db.AddPublisher(typed, table, project, scene.Now, ct);
    }

    /// <summary>Stores a publisher of a project to be, for thirty days; or says why not.</summary>
    public static async Task<Parsed<Publisher>> AddPending(this PublisherScene scene, Publisher typed, Provider table, ProjectName name,
        Guid owner, CancellationToken ct)
    {
        if (await scene.Db.WhyNameIsTaken(name, ct) is { } taken) return taken;
        var there = await scene.Db.Publishers.CountAsync(p => p.ProjectId == null && p.PendingOwnerId == owner, ct);
        if (there >= MostPendingOfAPerson)
            return PublisherProblems.TooMany.Because($"{there} publishers are pending already, expected at most {MostPendingOfAPerson}.");

        var pending = new Publisher
        {
            Id = typed.Id,
            Provider = typed.Provider,
            Issuer = typed.Issuer,
            LookUpKey = typed.LookUpKey,
            Fields = typed.Fields,
            Created = typed.Created,
            AddedBy = typed.AddedBy,
            Pins = typed.Pins,
            PendingName = name.Text,
            PendingNormalizedName = name.Normalized,
            PendingOwnerId = owner,
            PendingUntil = scene.Now + NewPublishers.PendingLife,
        };
        return await scene.Db.AddPublisher(pending, table, name.Normalized, scene.Now, ct) is { } refused ? refused : pending;
    }

    /// <summary>Ends a publisher, and with it every token that was minted for it.</summary>
    /// <returns>Normalised name of the project that it published.</returns>
    public static async Task<string> Remove(this PublisherScene scene, Publisher publisher, CancellationToken ct)
    {
        var table = await scene.Issuers.TableOf(publisher, ct);
        scene.Db.Publishers.Remove(publisher);
        await scene.Tell(publisher.ProjectId is null ? "pending-publisher:remove" : "publisher:remove", publisher, table, ct);
        return await scene.NameOf(publisher, ct);
    }

    /// <summary>
    /// Makes a publisher what was typed, under its old id: tokens minted for it end, and what it refused is forgotten, for that was judged
    /// by what it was. Nothing happens where it is so already.
    /// </summary>
    /// <param name="pins">To be from now on; null keeps those that still speak of the same accounts.</param>
    public static async Task<Parsed<Publisher>> Change(this PublisherScene scene, Publisher publisher, Publisher typed, string? pins,
        CancellationToken ct)
    {
        var (db, id) = (scene.Db, publisher.Id);
        var table = await scene.Issuers.TableOf(publisher, ct);
        if (typed.Provider != publisher.Provider || typed.Issuer != publisher.Issuer)
            return PublisherProblems.OtherProvider.Because($"It is of {publisher.Provider} at {publisher.Issuer}; asked for was "
                + $"{typed.Provider} at {typed.Issuer}.");
        if (typed.Fields == publisher.Fields) return publisher;
        var twin = await db.Publishers.AnyAsync(p => p.Id != id && p.ProjectId == publisher.ProjectId
            && p.PendingNormalizedName == publisher.PendingNormalizedName && p.PendingOwnerId == publisher.PendingOwnerId
            && p.Provider == typed.Provider && p.Issuer == typed.Issuer && p.Fields == typed.Fields, ct);
        if (twin) return NewPublishers.Duplicate.Because($"{typed.InWords(table)} is already registered.");

        var before = publisher.InWords(table);
        publisher.Pins = pins ?? KeptPins.After(publisher, typed, table);
        (publisher.Fields, publisher.LookUpKey) = (typed.Fields, typed.LookUpKey);
        await db.Grants.Where(grant => grant.PublisherId == id).ExecuteDeleteAsync(ct);
        await db.Refused.Where(refused => refused.PublisherId == id).ExecuteDeleteAsync(ct);
        await scene.Tell(publisher.ProjectId is null ? "pending-publisher:change" : "publisher:change", publisher, table, ct, before);
        return publisher;
    }
}
