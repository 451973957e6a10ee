using System.Collections.Frozen;

namespace Colophon.Rules.Packaging.Wheels;

/// <summary>
/// Whether a wheel's folders are those that its name promises, and no others that installers would act on (threats.md E48).
/// </summary>
internal static class WheelLayout
{
    /// <summary>What an installer moves elsewhere; it refuses a wheel with any other folder under <c>.data</c>.</summary>
    private static readonly FrozenSet<string> DataFolders =
        FrozenSet.ToFrozenSet(["purelib", "platlib", "headers", "scripts", "data"], StringComparer.Ordinal);

    public static Fault? OtherFolders(WheelArchive wheel)
    {
        foreach (var member in wheel.Members)
        {
            var slash = member.Path.IndexOf('/', StringComparison.Ordinal);
            var top = slash < 0 ? member.Path : member.Path[..slash];
            var isOther = (top.EndsWith(".dist-info", StringComparison.OrdinalIgnoreCase) && (top != wheel.Info || slash < 0))
                || (top.EndsWith(".data", StringComparison.OrdinalIgnoreCase) && (top != wheel.Data || slash < 0));
            if (isOther) return Fault($"the folder '{top}' is not this wheel's: expected '{wheel.Info}' and '{wheel.Data}' alone");
        }

        return null;
    }

    public static Fault? OtherData(WheelArchive wheel)
    {
        foreach (var member in wheel.Members.Where(member => member.Path.StartsWith(wheel.Data + "/", StringComparison.Ordinal)))
        {
            var parts = member.Path.Split('/');
            var isMisplaced = !member.IsDirectory && parts.Length < 3;
            var isUnknown = parts[1].Length > 0 && !DataFolders.Contains(parts[1]);
            if (isMisplaced || isUnknown)
                return Fault($"'{member.Path}' is where no installer looks: expected {wheel.Data}/ with "
                    + $"{string.Join(", ", DataFolders.Order(StringComparer.Ordinal))} in it");
        }

        return null;
    }

    public static Fault? NoMetadata(WheelArchive wheel) => wheel.InInfo("METADATA") is null
        ? Fault($"Wheel '{wheel.File}' does not contain the required METADATA file: {wheel.Info}/METADATA")
        : null;

    internal static Fault Fault(string why) => DistributionProblems.WheelLayout.Because($"Invalid distribution file. {why}");
}
