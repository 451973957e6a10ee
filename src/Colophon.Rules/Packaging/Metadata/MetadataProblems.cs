namespace Colophon.Rules.Packaging;

/// <summary>What is wrong with what a distribution says of itself.</summary>
public static class MetadataProblems
{
    private const string Specification = "See https://packaging.python.org/specifications/core-metadata, mend the project's metadata and build again.";

    public static readonly Problem Invalid = new(400, "metadata-invalid", "The metadata in the file is not valid", Specification);
    public static readonly Problem Encoding = new(400, "metadata-encoding", "The metadata in the file is not plain UTF-8", Specification);
    public static readonly Problem TooLarge = new(400, "metadata-too-large", "The metadata in the file is too large", "Shorten the description or the lists of the metadata.");
    public static readonly Problem Mismatch = new(400, "metadata-mismatch", "The upload form and the file disagree", "Upload the file with a client that reads the metadata from the file itself.");
    public static readonly Problem Url = new(400, "metadata-url", "A URL in the metadata cannot be used", "Use http or https URLs without credentials.");
    public static readonly Problem LicenseFile = new(400, "metadata-license-file", "A licence file that the metadata names is not there", Specification);
    public static readonly Problem WheelLayout = new(400, "wheel-layout", "The wheel is not laid out as wheels are", "Build the wheel again with a current build tool.");
    public static readonly Problem RecordMissing = new(400, "record-missing", "The wheel has no RECORD", "Build the wheel again with a current build tool.");
    public static readonly Problem RecordMismatch = new(400, "record-mismatch", "The wheel's RECORD does not list what is in it", "Do not change a wheel after it was built; build it again.");
    public static readonly Problem EntryPoints = new(400, "entry-points", "The wheel's entry points cannot be used", "Use names of letters, digits, '_', '.' and '-'.");
    public static readonly Problem SdistLayout = new(400, "sdist-layout", "The source distribution is not laid out as they are", "Build it again with a current build tool: one directory NAME-VERSION with everything in it.");
    public static readonly Problem SdistPkgInfo = new(400, "sdist-pkg-info", "The source distribution has no PKG-INFO where it belongs", "Build it again with a current build tool.");

    /// <summary>All of them, for the pages that explain them.</summary>
    public static IReadOnlyList<Problem> All { get; } =
        [Invalid, Encoding, TooLarge, Mismatch, Url, LicenseFile, WheelLayout, RecordMissing, RecordMismatch, EntryPoints, SdistLayout, SdistPkgInfo];

    internal static Fault Bad(string why) => Invalid.Because($"{why}. See https://packaging.python.org/specifications/core-metadata for more information.");
}
