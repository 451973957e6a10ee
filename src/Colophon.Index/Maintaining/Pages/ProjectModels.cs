namespace Colophon.Index.Maintaining.Pages;

/// <summary>Which project a page is about, and what its reader is to it.</summary>
/// <param name="Normalized">As it stands in addresses.</param>
public sealed record ProjectTop(string Name, string Normalized, bool IsOwner)
{
    /// <summary>Where its pages are.</summary>
    public string Path => $"/manage/project/{Normalized}/";
}

/// <summary>A project of a person, in a line.</summary>
public sealed record ProjectRow(string Name, string NormalizedName, string Role, string Status, string? LatestVersion,
    DateTimeOffset? LastUpload, int Publishers);

/// <summary>A person's projects.</summary>
/// <param name="Next">Where the next page begins; null on the last.</param>
public sealed record MyProjectsModel(IReadOnlyList<ProjectRow> Projects, string? Next);

/// <summary>A release, in a line.</summary>
/// <param name="Reason">Why it is yanked, where that was said.</param>
public sealed record ReleaseRow(string Version, DateTimeOffset Created, int Files, long Bytes, bool Yanked, string? Reason);

/// <summary>What was published in a project.</summary>
/// <param name="Next">Where the next page begins; null on the last.</param>
public sealed record ReleasesModel(ProjectTop Top, string Status, string? Reason, IReadOnlyList<ReleaseRow> Releases, string? Next);

/// <summary>A file of a release.</summary>
/// <param name="Uploader">The person whose token uploaded it; null when a publisher did.</param>
public sealed record FileRow(string FileName, string Kind, long Size, string Sha256, DateTimeOffset Uploaded, string? Uploader,
    bool Yanked, string? Reason);

/// <summary>A release with its files.</summary>
public sealed record ReleaseModel(ProjectTop Top, ReleaseRow Release, IReadOnlyList<FileRow> Files)
{
    public string? Fault { get; init; }

    /// <summary>Which form has the fault: a file's name, or empty for the release's own.</summary>
    public string FaultIn { get; init; } = "";

    /// <summary>The reason as it was typed there.</summary>
    public string Typed { get; init; } = "";
}

/// <summary>Asks whether something is to be lost for ever.</summary>
/// <param name="Name">What has to be typed.</param>
/// <param name="Back">Where who does not want it goes.</param>
public sealed record DeleteModel(ProjectTop Top, string Kind, string Name, int Files, long Bytes, string Back)
{
    public string? Fault { get; init; }
    public string Typed { get; init; } = "";
}

/// <summary>What a project is, and can be made.</summary>
/// <param name="IsSettled">Only the operator can change it: it is held back.</param>
public sealed record SettingsModel(ProjectTop Top, string Status, string Reason, bool IsSettled, string? Fault, string? Done);
