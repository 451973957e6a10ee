namespace Colophon.Rules.Packaging;

/// <summary>What is wrong with how a wheel or a source distribution is put together.</summary>
public static class DistributionProblems
{
    private const string BuildAnew = "Build it again with a current build tool, and do not change it afterwards.";

    public static readonly Problem WheelLayout = new(400, "wheel-layout", "The wheel is not laid out as wheels are", BuildAnew);
    public static readonly Problem RecordMissing = new(400, "record-missing", "The wheel has no RECORD", BuildAnew);
    public static readonly Problem RecordMismatch = new(400, "record-mismatch", "The wheel's RECORD does not list what is in it", "Do not change a wheel after it was built; build it again.");
    public static readonly Problem EntryPoints = new(400, "entry-points", "The wheel's entry points cannot be used", "Give each script a name of letters, digits, '_', '.' and '-', and a target such as package.module:function.");
    public static readonly Problem SdistLayout = new(400, "sdist-layout", "The source distribution is not laid out as they are", "Build it again with a current build tool: one directory NAME-VERSION with everything in it.");
    public static readonly Problem SdistPkgInfo = new(400, "sdist-pkg-info", "The source distribution has no PKG-INFO where it belongs", BuildAnew);

    /// <summary>All of them, for the pages that explain them.</summary>
    public static IReadOnlyList<Problem> All { get; } = [WheelLayout, RecordMissing, RecordMismatch, EntryPoints, SdistLayout, SdistPkgInfo];
}
