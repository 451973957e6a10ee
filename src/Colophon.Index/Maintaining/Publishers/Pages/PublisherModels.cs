using Colophon.Index.Web.Pages;

namespace Colophon.Index.Maintaining.Publishers.Pages;

/// <summary>An input of a publisher's form.</summary>
public sealed record FormField(string Name, string Label, string Hint, string Example, bool Optional, string Value, string? Fault);

/// <summary>The form of a publisher, drawn from its provider's table.</summary>
public sealed record PublisherForms
{
    public required string Provider { get; init; }
    public required string ProviderName { get; init; }
    public required string Documentation { get; init; }
    public string? Remark { get; init; }

    /// <summary>Those that can be chosen, key and name.</summary>
    public required IReadOnlyList<(string Key, string Name)> Providers { get; init; }

    public required IReadOnlyList<string> Issuers { get; init; }
    public required string Issuer { get; init; }
    public required IReadOnlyList<FormField> Fields { get; init; }
    public required IReadOnlyList<FormField> Conditions { get; init; }

    /// <summary>Conditions on other claims, a line each.</summary>
    public required string Claims { get; init; }

    public string? ClaimsFault { get; init; }

    /// <summary>Of the whole, where no input is at fault.</summary>
    public string? Fault { get; init; }

    /// <summary>The text to paste into the CI system.</summary>
    public required string Workflow { get; init; }

    /// <summary>It came out of a link: nobody here has looked at it yet.</summary>
    public bool IsFromLink { get; init; }

    /// <summary>What is weak in it, once it can be read.</summary>
    public IReadOnlyList<string> Lint { get; init; } = [];

    /// <summary>The project to be; null where the publisher is of one that is there.</summary>
    public FormField? Project { get; init; }

    public bool HasConditions => ClaimsFault is not null || Claims.Length > 0 || Conditions.Any(one => one.Value.Length > 0);

    /// <summary>Every input that is at fault.</summary>
    public IEnumerable<FormField> Faulty =>
        Fields.Concat(Conditions).Prepend(Project).OfType<FormField>().Where(one => one.Fault is not null);
}

/// <summary>A publisher in a list.</summary>
/// <param name="Until">When a pending one ends.</param>
public sealed record PublisherRow(string Id, string Sentence, string Issuer, IReadOnlyList<(string Claim, string Value)> Pins,
    DateTimeOffset Added, string AddedBy, DateTimeOffset? LastUsed, IReadOnlyList<string> Lint, DateTimeOffset? Until = null,
    string? Project = null);

/// <summary>A refused exchange.</summary>
/// <param name="Kind">As <c>RefusedExchange</c> names it.</param>
/// <param name="WhyNot">Why it is not accepted by a click; null when it can be.</param>
public sealed record RefusedRow(string Id, string Kind, string Publisher, string Source, DateTimeOffset First, DateTimeOffset Last,
    int Count, IReadOnlyList<FindingRow> Differing, string? WhyNot);

/// <summary>How a project is published.</summary>
public sealed record PublishingModel(string Project, IReadOnlyList<PublisherRow> Publishers, IReadOnlyList<RefusedRow> Refused,
    bool TrustedOnly, PublisherForms? Form, IReadOnlyList<(string Key, string Name)> Providers, string? Done);

/// <summary>One publisher that is to be changed.</summary>
public sealed record ChangeModel(string Project, PublisherRow Row, PublisherForms Form);

/// <summary>One publisher that is to be removed.</summary>
/// <param name="Back">The list that it stands in.</param>
public sealed record RemovalModel(string Project, PublisherRow Row, string Back);

/// <summary>A refused value that is to be accepted.</summary>
/// <param name="Before">The publisher as it is.</param>
/// <param name="After">As it would be.</param>
/// <param name="Lint">What would be weak in it.</param>
public sealed record AcceptModel(string Project, RefusedRow Refused, string Before, string After, IReadOnlyList<string> Lint,
    string? Fault);

/// <summary>A person's publishers of projects to be.</summary>
public sealed record PendingModel(IReadOnlyList<PublisherRow> Publishers, IReadOnlyList<RefusedRow> Refused, PublisherForms? Form,
    IReadOnlyList<(string Key, string Name)> Providers, IReadOnlyList<string> Projects);
