using Colophon.Rules.Packaging.Containers;
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
}

/// <summary>A file that passed every check, with what it says of itself.</summary>
public sealed record Distribution(FileName FileName, CoreMetadata Metadata, ProjectName Name, ReleaseVersion Version);

/// <summary>
/// The checks of a file, as a table in fixed order: the form, the container, the metadata, and that all of them say the same (ADR 0015).
/// </summary>
public static class UploadChecks
{
    /// <summary>Before the archive is opened.</summary>
    private static readonly IReadOnlyList<Func<Submission, Fault?>> OfTheForm = [Kind, PythonVersion, LocalVersion];

    /// <summary>When it has been read.</summary>
    private static readonly IReadOnlyList<Func<Submission, Distribution, Fault?>> OfTheWhole =
        [SpelledAsBuilt, NameInFile, VersionInFile, FormMetadata.Disagreement];

    public static Parsed<Distribution> Run(Submission submission)
    {
        if (OfTheForm.Select(check => check(submission)).FirstOrDefault(fault => fault is not null) is { } refused) return refused;

        try
        {
            var isWheel = submission.FileName.Kind == DistributionKind.Wheel;
            var metadata = isWheel
                ? WheelArchive.Read(submission.Content, submission.FileName)
                : SourceArchive.Read(submission.Content, submission.FileName);
            if (!ProjectName.Parse(metadata.Name).TryGet(out var name, out var fault)) return fault;
            if (!ReleaseVersion.Parse(metadata.Version).TryGet(out var version, out fault)) return fault;

            var distribution = new Distribution(submission.FileName, metadata, name, version);
            return OfTheWhole.Select(check => check(submission, distribution))
                .FirstOrDefault(wrong => wrong is not null) is { } disagreement ? disagreement : distribution;
        }
        catch (BrokenArchive broken)
        {
            return broken.Fault;
        }
    }

    private static Fault? Kind(Submission submission)
    {
        var expected = submission.FileName.Kind == DistributionKind.Wheel ? "bdist_wheel" : "sdist";
        if (!submission.Form.TryGetValue("filetype", out var kinds))
            return MetadataProblems.Mismatch.Because("Invalid value for filetype. Error: This field is required.");
        if (kinds is ["sdist" or "bdist_wheel"])
            return kinds[0] == expected
                ? null
                : NameProblems.Extension.Because($"Invalid file extension: '{submission.FileName}' is no {kinds[0]}; its filetype is "
                    + $"{expected}.");
        return MetadataProblems.Mismatch.Because("Invalid value for filetype. Error: Use a known file type. Found "
            + $"'{string.Join(", ", kinds)}', expected '{expected}'.");
    }

    private static Fault? PythonVersion(Submission submission)
    {
        var given = submission.Form.GetValueOrDefault("pyversion") ?? [];
        var isWheel = submission.FileName.Kind == DistributionKind.Wheel;
        if (isWheel && given.Count != 1)
            return MetadataProblems.Mismatch.Because("Invalid value for pyversion. Error: Python version is required for binary "
                + "distribution uploads.");
        return !isWheel && given is not ([] or ["source"])
            ? MetadataProblems.Mismatch.Because("Invalid value for pyversion. Error: Use 'source' as Python version for an sdist.")
            : null;
    }

    private static Fault? LocalVersion(Submission submission) => submission.AllowLocalVersions || submission.FileName.Version.Local is null
        ? null
        : NameProblems.InvalidVersion.Because($"The use of local versions in '{submission.FileName.Version}' is not allowed. The operator "
            + "allows them with Colophon:AllowLocalVersions.");

    /// <summary>
    /// Older build tools spell names as they like; the name that every tool derives is the only one that is taken (PEP 427, 625).
    /// </summary>
    private static Fault? SpelledAsBuilt(Submission submission, Distribution distribution)
    {
        var file = submission.FileName;
        if (file.Kind == DistributionKind.Sdist)
        {
            var expected = $"{file.Name.Underscored}-{file.Version.Text}.tar.gz";
            return file.Text == expected ? null : NameProblems.Mismatch.Because($"Filename '{file}' is invalid, should be '{expected}'.");
        }

        return string.Equals(file.NamePart.Replace('.', '_'), file.Name.Underscored, StringComparison.OrdinalIgnoreCase)
            ? null
            : NameProblems.Mismatch.Because($"Filename '{file}' should contain the normalized project name '{file.Name.Underscored}', not "
                + $"'{file.NamePart}'.");
    }

    private static Fault? NameInFile(Submission submission, Distribution distribution) =>
        submission.FileName.Name.Normalized == distribution.Name.Normalized
        ? null
        : NameProblems.Mismatch.Because($"Start filename for '{distribution.Name}' with '{distribution.Name.Underscored}'. Found "
            + $"'{submission.FileName}'.");

    private static Fault? VersionInFile(Submission submission, Distribution distribution) =>
        submission.FileName.Version == distribution.Version
        ? null
        : NameProblems.Mismatch.Because($"Version in filename should be '{distribution.Version}' not '{submission.FileName.Version}'.");
}
