using Colophon.Rules.Packaging.Metadata;
using Colophon.Rules.Packaging.Names;

namespace Colophon.Rules.Packaging;

/// <summary>A file and the form it came with.</summary>
public sealed record Submission
{
    public required FileName FileName { get; init; }

    /// <summary>The file's bytes; seekable.</summary>
    public required Stream Content { get; init; }

    /// <summary>Form fields by PyPI's names; values that are not given are not there.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Form { get; init; }

    /// <summary>Whether versions such as <c>1.0+corp1</c> are taken.</summary>
    public bool AllowLocalVersions { get; init; } = true;

    /// <summary>Whether classifiers are taken that are on no list.</summary>
    public bool AllowUnknownClassifiers { get; init; }
}

/// <summary>A file that passed every check, with what it says of itself.</summary>
public sealed record Distribution(FileName FileName, CoreMetadata Metadata, ProjectName Name, ReleaseVersion Version);
