using System.Text.Json;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Publishers;
using Colophon.Rules.Identity;

namespace Colophon.Index.Maintaining.Publishers.Api;

/// <summary>A publisher as clients read it.</summary>
/// <param name="Fields">Fields and conditions in normal form, those that are filled in.</param>
/// <param name="Pins">Ids that never change, by claim.</param>
internal sealed record ToldPublisher(Guid Id, string Provider, string Issuer, IReadOnlyDictionary<string, string> Fields,
    IReadOnlyDictionary<string, string> Pins, string InWords)
{
    /// <summary>What is weak in it, a sentence each.</summary>
    public required IReadOnlyList<string> Lint { get; init; }
    public required DateTimeOffset Added { get; init; }
    public required string AddedBy { get; init; }
    public DateTimeOffset? LastUsed { get; init; }

    /// <summary>Name of the project to be; absent where it is there.</summary>
    public string? Project { get; init; }

    public DateTimeOffset? PendingUntil { get; init; }

    public static ToldPublisher Of(Publisher publisher, Provider table)
    {
        var terms = publisher.Terms(table);
        var isPending = publisher.ProjectId is null;
        return new ToldPublisher(publisher.Id, publisher.Provider, publisher.Issuer,
            terms.Fields.Where(field => field.Value.Length > 0).ToDictionary(), terms.Pins, table.Describe(terms))
        {
            Lint = table.Lint(terms),
            Added = publisher.Created,
            AddedBy = publisher.AddedBy,
            LastUsed = publisher.LastUsed,
            Project = isPending ? publisher.PendingName : null,
            PendingUntil = isPending ? publisher.PendingUntil : null,
        };
    }
}

/// <summary>
/// A publisher as clients write it. What a GET gives can be sent back as it is: members that only the index decides are taken, and not
/// read.
/// </summary>
/// <param name="Fields">Fields and conditions, by their keys.</param>
internal sealed record PublisherBody(string Provider, IReadOnlyDictionary<string, string?> Fields)
{
    /// <summary>Left out: the provider's public one.</summary>
    public string? Issuer { get; init; }

    /// <summary>False asks no forge for ids: they are kept at the first full match.</summary>
    public bool LookUp { get; init; } = true;

    /// <summary>In a list: the publisher that this item was made of, which is then changed instead of replaced.</summary>
    public string? Id { get; init; }

    public JsonElement? Pins { get; init; }
    public JsonElement? InWords { get; init; }
    public JsonElement? Lint { get; init; }
    public JsonElement? Added { get; init; }
    public JsonElement? AddedBy { get; init; }
    public JsonElement? LastUsed { get; init; }
    public JsonElement? PendingUntil { get; init; }

    /// <summary>For a pending one: the project to be.</summary>
    public string? Project { get; init; }

    public TypedPublisher Typed => new(Provider, Issuer,
        Fields.Where(one => one.Value is not null).ToDictionary(one => one.Key, one => one.Value!, StringComparer.Ordinal));
}

/// <summary>All publishers of a project.</summary>
/// <param name="Project">Normalised name.</param>
internal sealed record PublisherListTold(string Project, IReadOnlyList<ToldPublisher> Publishers);

/// <summary>The list that a project's publishers are to be.</summary>
internal sealed record PublisherListBody(IReadOnlyList<PublisherBody> Publishers)
{
    /// <summary>As a GET gives it: not read.</summary>
    public JsonElement? Project { get; init; }
}

/// <summary>What became of a list that was sent: ids, the list as it is now, and what the forges told besides.</summary>
internal sealed record PublisherListChange(IReadOnlyList<Guid> Added, IReadOnlyList<Guid> Changed, IReadOnlyList<Guid> Removed,
    IReadOnlyList<Guid> Kept, IReadOnlyList<ToldPublisher> Publishers, IReadOnlyList<string> Notes);

/// <summary>A publisher that was added, and what the forge told besides.</summary>
internal sealed record AddedPublisher(ToldPublisher Publisher, IReadOnlyList<string> Notes);

/// <summary>Whether people's API tokens are refused.</summary>
internal sealed record TrustedOnlyBody(bool TrustedOnly);

/// <summary>How a refused value is accepted.</summary>
/// <param name="How"><c>change</c> changes the publisher, <c>add</c> adds one beside it.</param>
internal sealed record AcceptBody(string How);
