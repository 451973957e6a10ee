namespace Colophon.Rules.Packaging.Metadata;

/// <summary>What is wrong with the core metadata of a distribution.</summary>
public static class MetadataProblems
{
    private const string Specification = "See https://packaging.python.org/specifications/core-metadata, mend the project's metadata and build again.";

    public static readonly Problem Invalid = new(400, "metadata-invalid", "The metadata in the file is not valid", Specification);
    public static readonly Problem Encoding = new(400, "metadata-encoding", "The metadata in the file is not plain UTF-8", Specification);
    public static readonly Problem TooLarge = new(400, "metadata-too-large", "The metadata in the file is too large", "Shorten the description or the lists of the metadata.");
    public static readonly Problem Mismatch = new(400, "metadata-mismatch", "The upload form and the file disagree", "Upload the file with a client that reads the metadata from the file itself.");
    public static readonly Problem Url = new(400, "metadata-url", "A URL in the metadata cannot be used", "Use http or https URLs without credentials, each with a label of its own of at most 32 characters.");
    public static readonly Problem LicenseFile = new(400, "metadata-license-file", "A licence file that the metadata names is not there", "Name licence files by their relative paths with '/', and let the build tool put them into the distribution.");

    /// <summary>All of them, for the pages that explain them.</summary>
    public static IReadOnlyList<Problem> All { get; } = [Invalid, Encoding, TooLarge, Mismatch, Url, LicenseFile];

    internal static Fault Bad(string why) => Invalid.See(why);

    /// <summary>With the sentence that PyPI ends such texts with.</summary>
    internal static Fault See(this Problem problem, string why) =>
        problem.Because($"{why}. See https://packaging.python.org/specifications/core-metadata for more information.");
}
