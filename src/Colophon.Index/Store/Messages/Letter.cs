namespace Colophon.Index.Store.Messages;

/// <summary>Whom a letter is for.</summary>
internal enum Readers
{
    /// <summary>The project's owners.</summary>
    Owners,

    /// <summary>The project's owners and maintainers.</summary>
    Team,

    /// <summary>The one who registered a pending publisher: the fact <c>registrant</c>.</summary>
    Registrant,

    /// <summary>The one it is about: the fact <c>person</c>.</summary>
    Person,

    /// <summary>Those who operate the index.</summary>
    Operators,
}

/// <summary>One occasion on which people are told something: a row of <see cref="Letters"/>.</summary>
/// <param name="Key">The event that calls for it, or the name of the occasion where no event does.</param>
/// <param name="Subject">With blanks: <c>{project}</c>, <c>{actor}</c>, or the name of a fact.</param>
/// <param name="Says">What happened and what it means; with blanks.</param>
internal sealed record Letter(string Key, Readers For, string Subject, string Says)
{
    /// <summary>Facts that are listed below, with their labels; those that are missing are left out.</summary>
    public IReadOnlyList<(string Fact, string Label)> Shows { get; init; } = [];

    /// <summary>Path on this index with blanks; <c>{link}</c> is a whole path, for links with a secret.</summary>
    public string? Link { get; init; }

    /// <summary>What the link is for.</summary>
    public string LinkSays { get; init; } = "See it here";

    /// <summary>What to do if this was not wanted.</summary>
    public string? Remedy { get; init; }

    /// <summary>Is not written when there is such a fact: another letter tells it then.</summary>
    public string? NotWith { get; init; }

    /// <summary>Besides <see cref="For"/>, the one it is about: who lost a role is no longer found by it.</summary>
    public bool AlsoPerson { get; init; }

    public Written Write(IReadOnlyDictionary<string, string?> facts) => Written.Of(this, facts);
}
