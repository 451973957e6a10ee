using Colophon.Rules.Packaging.Metadata;
using Colophon.Rules.Packaging.Names;

namespace Colophon.Rules.Packaging;

/// <summary>What the form and the file's name alone can be refused for, before the archive is opened.</summary>
internal static class FormChecks
{
    public static Fault? Kind(Inspection file)
    {
        var expected = file.File.Kind == DistributionKind.Wheel ? "bdist_wheel" : "sdist";
        if (!file.Submission.Form.TryGetValue("filetype", out var kinds))
            return MetadataProblems.Mismatch.Because("Invalid value for filetype. Error: This field is required.");
        if (kinds is ["sdist" or "bdist_wheel"])
            return kinds[0] == expected
                ? null
                : NameProblems.Extension.Because(
                    $"Invalid file extension: '{file.File}' is no {kinds[0]}; its filetype is {expected}.");
        return MetadataProblems.Mismatch.Because(
            $"Invalid value for filetype. Error: Use a known file type. Found '{string.Join(", ", kinds)}', expected '{expected}'.");
    }

    /// <summary>Some clients sort a wheel's tags; the set is what counts.</summary>
    public static Fault? PythonVersion(Inspection file)
    {
        var given = file.Submission.Form.GetValueOrDefault("pyversion") ?? [];
        if (file.File.Kind == DistributionKind.Sdist)
            return given is [] or ["source"]
                ? null
                : MetadataProblems.Mismatch.Because("Invalid value for pyversion. Error: Use 'source' as Python version for an sdist.");
        if (given is not [var tags])
            return MetadataProblems.Mismatch.Because(
                "Invalid value for pyversion. Error: Python version is required for binary distribution uploads.");
        return file.File.PythonTags.ToHashSet(StringComparer.Ordinal).SetEquals(tags.Split('.'))
            ? null
            : FormMetadata.Mismatch("pyversion", tags, string.Join('.', file.File.PythonTags));
    }

    public static Fault? LocalVersion(Inspection file) =>
        file.Submission.AllowLocalVersions || file.File.Version.Local is null
            ? null
            : NameProblems.InvalidVersion.Because($"The use of local versions in '{file.File.Version}' is not allowed. The operator "
                + "allows them with Colophon:AllowLocalVersions.");

    /// <summary>
    /// Older build tools spell names as they like; the name that every tool derives is the only one that is taken (PEP 427, 625).
    /// </summary>
    public static Fault? Spelling(Inspection inspection)
    {
        var file = inspection.File;
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

    public static Fault? NameInFile(Inspection file) =>
        ProjectName.Parse(file.Metadata.Name).TryGet(out var name, out var fault) && name.Normalized == file.File.Name.Normalized
            ? null
            : fault ?? NameProblems.Mismatch.Because($"Start filename for '{name}' with '{name!.Underscored}'. Found '{file.File}'.");

    public static Fault? VersionInFile(Inspection file) =>
        ReleaseVersion.Parse(file.Metadata.Version).TryGet(out var version, out var fault) && version == file.File.Version
            ? null
            : fault ?? NameProblems.Mismatch.Because($"Version in filename should be '{version}' not '{file.File.Version}'.");
}
