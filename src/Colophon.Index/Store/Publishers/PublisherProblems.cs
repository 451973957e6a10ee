using Colophon.Rules;

namespace Colophon.Index.Store.Publishers;

/// <summary>Why publishers cannot be as somebody wants them.</summary>
internal static class PublisherProblems
{
    public static readonly Problem NoIssuer = new(400, "publisher-issuer", "No such issuer is trusted here",
        "Use a provider and an issuer of the list on the publishing page; the operator adds others with `colophon-index issuer add`.");

    public static readonly Problem TooMany = new(409, "too-many-publishers", "There are as many publishers as there can be",
        "Remove those that are no longer used.")
    { Cause = "A project has at most 100 publishers, a person at most 1000 pending ones." };

    public static readonly Problem OtherProvider = new(409, "publisher-other-provider", "A publisher keeps its provider and its issuer",
        "Add a publisher of the other provider, and remove this one.")
    { Cause = "What is changed keeps its id, and ids of another provider mean nothing to it." };

    public static readonly Problem TwiceInList = new(400, "publisher-twice", "The list names a publisher twice", "Name each once.");

    public static readonly Problem NotAcceptable = new(409, "refused-not-acceptable", "This value cannot be accepted by itself",
        "Compare found and expected, and change the publisher by hand, or remove it and add it again.")
    {
        Cause = "Ids that never change are not made the configured ones by a click: they tell the repository that was registered from one "
            + "that a stranger made under its name. And what would only loosen a publisher is done by hand.",
    };

    public static readonly Problem OwnersOnly = new(403, "owners-only", "Only owners of the project may read this",
        "Use an API token of an account that owns the project.");

    /// <summary>All of them, for the pages that explain them.</summary>
    public static IReadOnlyList<Problem> All { get; } = [NoIssuer, TooMany, OtherProvider, TwiceInList, NotAcceptable, OwnersOnly];
}
