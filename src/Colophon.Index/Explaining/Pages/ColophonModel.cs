namespace Colophon.Index.Explaining.Pages;

/// <summary>
/// The paragraph that the product is named after: who published a file, from which commit, by which workflow; each fact a link (pages.md).
/// </summary>
/// <param name="At">When it was uploaded.</param>
public sealed record ColophonModel(DateTimeOffset At)
{
    /// <summary>Whose API token it was; null where a source vouches.</summary>
    public string? Uploader { get; init; }

    public Place? From { get; init; }
    public Place? Commit { get; init; }

    /// <summary><c>tag</c>, <c>branch</c> or <c>ref</c>.</summary>
    public string RefKind { get; init; } = "";

    public Place? Ref { get; init; }
    public Place? Workflow { get; init; }
    public Place? Environment { get; init; }
    public Place? Run { get; init; }
    public string? Attempt { get; init; }
    public Place? Provider { get; init; }

    /// <summary>Of the last file, where there are several and it came later.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>A fact, and where it can be looked at.</summary>
/// <param name="Url">Somebody else's; null where it is nowhere.</param>
public sealed record Place(string Words, string? Url);
