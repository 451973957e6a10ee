namespace Colophon.Index.Installing.Searching.Pages;

/// <summary>What was looked for, and one page of what was found.</summary>
public sealed record SearchModel(string Text, int Total, int Page, int Pages, IReadOnlyList<FoundProject> Projects)
{
    /// <summary>The longest text that may be looked for.</summary>
    public required int Longest { get; init; }

    public string PageUrl(int page) => $"/search/?q={Uri.EscapeDataString(Text)}&page={page}";
}

public sealed record FoundProject(string Normalized, string Name, string? Version, string? Summary);

/// <summary>What the files of this index weigh.</summary>
public sealed record StatsModel(long Total, IReadOnlyList<(string Name, long Size)> Largest);
