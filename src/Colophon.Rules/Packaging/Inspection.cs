using Colophon.Rules.Packaging.Metadata;
using Colophon.Rules.Packaging.Names;
using Colophon.Rules.Packaging.Wheels;

namespace Colophon.Rules.Packaging;

/// <summary>A file under its checks: each row of the table finds here what the rows above it have read.</summary>
internal sealed class Inspection(Submission submission)
{
    public Submission Submission => submission;
    public FileName File => submission.FileName;

    /// <summary>Read by the row "archive", for a wheel.</summary>
    public WheelArchive Wheel { get; private set; } = null!;

    /// <summary>Read by the row "archive", for a source distribution.</summary>
    public SourceArchive Source { get; private set; } = null!;

    /// <summary>Read by the row "metadata".</summary>
    public CoreMetadata Metadata { get; private set; } = null!;

    /// <exception cref="Containers.BrokenArchive">It is no archive that every installer would read the same.</exception>
    public Fault? Open()
    {
        if (File.Kind == DistributionKind.Wheel) Wheel = WheelArchive.Open(submission.Content, File);
        else Source = SourceArchive.Open(submission.Content, File);
        return null;
    }

    public Fault? ReadMetadata()
    {
        var bytes = File.Kind == DistributionKind.Wheel ? Wheel.Bytes(Wheel.InInfo("METADATA")!) : Source.PkgInfo;
        if (!CoreMetadata.Parse(bytes).TryGet(out var metadata, out var fault)) return fault;
        Metadata = metadata;
        return MetadataRules.FaultIn(metadata, submission.AllowUnknownClassifiers);
    }

    /// <summary>Before metadata 2.4 the field named files of the source tree.</summary>
    public Fault? MissingLicense()
    {
        if (string.CompareOrdinal(Metadata.MetadataVersion, "2.4") < 0) return null;
        var isWheel = File.Kind == DistributionKind.Wheel;
        var missing = Metadata.All("license-file")
            .FirstOrDefault(path => isWheel ? Wheel.InInfo($"licenses/{path}") is null : !Source.Holds(path));
        if (missing is null) return null;
        var place = isWheel ? $"{Wheel.Info}/licenses/{missing}" : $"{Source.Top}/{missing}";
        return MetadataProblems.LicenseFile.Because($"License-File {missing} does not exist in distribution file {File} at {place}");
    }
}
