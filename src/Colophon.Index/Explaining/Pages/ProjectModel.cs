using Microsoft.AspNetCore.Components;

namespace Colophon.Index.Explaining.Pages;

/// <summary>A project at one version.</summary>
public sealed record ProjectModel
{
    public required string Name { get; init; }
    public required string Normalized { get; init; }

    /// <summary>Null while there is no release.</summary>
    public string? Version { get; init; }

    public string? Summary { get; init; }

    /// <summary>That the release came from elsewhere than the one before; said first.</summary>
    public string? Change { get; init; }

    /// <summary>Its status, where it is not active.</summary>
    public string? Status { get; init; }

    public string? StatusReason { get; init; }

    /// <summary>Files by their origin, one paragraph each.</summary>
    public IReadOnlyList<FileGroup> Files { get; init; } = [];

    public MarkupString? Description { get; init; }

    /// <summary>Why the description stands there as it was written; null where it is rendered.</summary>
    public string? PlainBecause { get; init; }

    /// <summary>Verified ones first.</summary>
    public IReadOnlyList<ProjectLink> Links { get; init; } = [];

    public string? RequiresPython { get; init; }
    public string? Licence { get; init; }
    public IReadOnlyList<string> Dependencies { get; init; } = [];
    public IReadOnlyList<string> Maintainers { get; init; } = [];

    /// <summary>Newest version first.</summary>
    public IReadOnlyList<ReleaseLine> Releases { get; init; } = [];

    /// <summary>The visitor has a part in it.</summary>
    public bool MayManage { get; init; }
}

/// <summary>Files that came from one place.</summary>
public sealed record FileGroup(ColophonModel Colophon, IReadOnlyList<FileLine> Files);

/// <param name="For">Its tags in words.</param>
/// <param name="Yanked">Why, or empty; null where it is not.</param>
public sealed record FileLine(string Name, string Url, string Size, string For, DateTimeOffset Uploaded, string Sha256, string? Yanked);

/// <param name="IsVerified">It belongs to the repository that the release was published from.</param>
public sealed record ProjectLink(string Label, string Url, bool IsVerified);

public sealed record ReleaseLine(string Version, DateTimeOffset Created, bool IsYanked, bool IsShown);
