using Colophon.Rules.Packaging.Containers;
using Colophon.Rules.Packaging.Metadata;
using Colophon.Rules.Packaging.Names;
using Colophon.Rules.Packaging.Wheels;

namespace Colophon.Rules.Packaging;

/// <summary>
/// The checks of a file, as one table in fixed order: name and form, container, structure, metadata, and that every part of the file says
/// the same (ADR 0015). The first row that does not hold is what the file is refused for.
/// </summary>
public static class UploadChecks
{
    /// <summary>The rows, in the order in which they are run (threats.md, group E).</summary>
    public static IReadOnlyList<UploadCheck> All { get; } =
    [
        new("file name", "It can be taken apart: a wheel's or a source distribution's, with tags that installers know.", NameProblems.InvalidFileName, NameProblems.Extension, NameProblems.InvalidTags),
        new("filetype", "The form names the kind of file that the name has.", MetadataProblems.Mismatch, NameProblems.Extension) { Judge = FormChecks.Kind },
        new("pyversion", "The form names the wheel's Python tags, or `source`.", MetadataProblems.Mismatch) { Judge = FormChecks.PythonVersion },
        new("spelling", "The name is made from the normalised project name, and the version of a source distribution is in normal form.", NameProblems.Mismatch) { Judge = FormChecks.Spelling },
        new("local version", "There is none, where the index takes none (`AllowLocalVersions`).", NameProblems.InvalidVersion) { Judge = FormChecks.LocalVersion },
        new("archive", "Every installer reads the same members with the same bytes.", ArchiveProblems.All) { Judge = file => file.Open() },
        new("size", "What it unpacks to is no more than 64 MiB, or 50 times its size.", ArchiveProblems.Bomb) { Of = DistributionKind.Wheel, Judge = file => file.Wheel.Bomb() },
        new("folders", "One `.dist-info` and at most one `.data` folder, named like the file.", DistributionProblems.WheelLayout) { Of = DistributionKind.Wheel, Judge = file => WheelLayout.OtherFolders(file.Wheel) },
        new("WHEEL", "It is there, of format 1.x, and says whether the root is pure.", DistributionProblems.WheelLayout) { Of = DistributionKind.Wheel, Judge = file => WheelFile.Format(file.Wheel) },
        new("tags", "WHEEL names the tags that the file name stands for, and its build number if any.", NameProblems.Mismatch, DistributionProblems.WheelLayout) { Of = DistributionKind.Wheel, Judge = file => WheelFile.Tags(file.Wheel) },
        new("data", "The `.data` folder holds only what installers know where to put.", DistributionProblems.WheelLayout) { Of = DistributionKind.Wheel, Judge = file => WheelLayout.OtherData(file.Wheel) },
        new("METADATA", "It is there.", DistributionProblems.WheelLayout) { Of = DistributionKind.Wheel, Judge = file => WheelLayout.NoMetadata(file.Wheel) },
        new("directory", "Everything is in one directory, named like the file.", DistributionProblems.SdistLayout) { Of = DistributionKind.Sdist, Judge = file => file.Source.Layout() },
        new("PKG-INFO", "It is in that directory.", DistributionProblems.SdistPkgInfo) { Of = DistributionKind.Sdist, Judge = file => file.Source.NoPkgInfo() },
        new("metadata", "Each field keeps the rules below.", MetadataProblems.Encoding, MetadataProblems.TooLarge, MetadataProblems.Invalid, MetadataProblems.Url, MetadataProblems.LicenseFile, NameProblems.InvalidVersion) { Judge = file => file.ReadMetadata() },
        new("name", "The file name starts with the name in the metadata.", NameProblems.Mismatch, NameProblems.InvalidName) { Judge = FormChecks.NameInFile },
        new("version", "The file name has the version in the metadata.", NameProblems.Mismatch, NameProblems.InvalidVersion) { Judge = FormChecks.VersionInFile },
        new("form", "What the form says is what the metadata says.", MetadataProblems.Mismatch) { Judge = FormMetadata.Disagreement },
        new("RECORD", "It is there.", DistributionProblems.RecordMissing) { Of = DistributionKind.Wheel, Judge = file => RecordCheck.Missing(file.Wheel) },
        new("recorded bytes", "RECORD lists every file once, with its size and a hash of sha256 or stronger, and nothing else.", DistributionProblems.RecordMismatch) { Of = DistributionKind.Wheel, Judge = file => RecordCheck.Mismatch(file.Wheel) },
        new("entry points", "entry_points.txt, if there, is INI, and its scripts have names that stay file names.", DistributionProblems.EntryPoints) { Of = DistributionKind.Wheel, Judge = file => EntryPoints.Fault(file.Wheel) },
        new("licence files", "Each License-File of metadata 2.4 and later is there.", MetadataProblems.LicenseFile) { Judge = file => file.MissingLicense() },
    ];

    public static Parsed<Distribution> Run(Submission submission)
    {
        var inspection = new Inspection(submission);
        try
        {
            foreach (var check in All)
            {
                if (check.Judge is null || (check.Of is { } kind && kind != submission.FileName.Kind)) continue;
                if (check.Judge(inspection) is { } fault) return fault;
            }
        }
        catch (BrokenArchive broken)
        {
            return broken.Fault;
        }

        // Both were parsed by rows of the table; what is kept is what the file says, in its own spelling.
        if (!ProjectName.Parse(inspection.Metadata.Name).TryGet(out var name, out var wrong)) return wrong;
        return ReleaseVersion.Parse(inspection.Metadata.Version).TryGet(out var version, out wrong)
            ? new Distribution(submission.FileName, inspection.Metadata, name, version)
            : wrong;
    }
}
