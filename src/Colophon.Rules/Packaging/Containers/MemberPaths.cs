using System.Text;

namespace Colophon.Rules.Packaging.Containers;

/// <summary>
/// Checks the names of an archive's members: one way to read them, inside the archive, and none twice on any file system (threats.md E06,
/// E15, E16, E34).
/// </summary>
internal sealed class MemberPaths
{
    private const int MostEntries = 65_535;
    private const int MostCharacters = 1024;
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private static readonly HashSet<string> Devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "LPT1", "LPT2", "LPT3", "LPT4",
            "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    };

    private readonly Dictionary<string, bool> seen = new(StringComparer.Ordinal);

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (b is < 0x20 or 0x7F) throw Broken(ArchiveProblems.Name, "Invalid character in filename");
        }

        try { return StrictUtf8.GetString(bytes); }
        catch (DecoderFallbackException) { throw Broken(ArchiveProblems.Name, "Filename not unicode"); }
    }

    /// <param name="path">As the archive has it; a directory's ends in '/'.</param>
    public void Add(string path, bool isDirectory)
    {
        if (seen.Count >= MostEntries) throw Broken(ArchiveProblems.TooManyEntries, $"more than {MostEntries} members");
        var plain = isDirectory ? path.TrimEnd('/') : path;
        if (Fault(plain) is { } why) throw Broken(ArchiveProblems.Path, $"the path '{Shown(path)}' {why}");

        var key = plain.ToLowerInvariant();
        if (seen.TryAdd(key, isDirectory)) return;
        throw Broken(ArchiveProblems.Duplicate,
            $"Duplicate filename in local headers: '{Shown(path)}' stands for two members, at least where case does not count");
    }

    private static string? Fault(string path)
    {
        if (path.Length is 0 or > MostCharacters) return $"is empty or longer than {MostCharacters} characters";
        if (path[0] == '/' || path.Contains('\\', StringComparison.Ordinal)) return "is absolute or holds a backslash";
        if (path.Any(c => c is (>= '\u0300' and <= '\u036F') or '\u3099' or '\u309A' or (>= '\u1160' and <= '\u11FF')))
            return "has accents apart from their letters; write it composed (NFC), as file systems would else make one file of two";
        if (path.Any(c => c is ':' or (>= '\u200E' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')))
            return "holds a colon or a character that changes the direction of text";

        foreach (var part in path.Split('/'))
        {
            if (part is "" or "." or "..") return "has a part that is empty, '.' or '..'";
            if (part[^1] is '.' or ' ') return "has a part that ends in a dot or a blank";
            if (Devices.Contains(part.Split('.')[0])) return "has a part that is a device on Windows";
        }

        return null;
    }

    internal static BrokenArchive Broken(Problem problem, string why) =>
        new(problem.Because($"Invalid distribution file. Archive not accepted: {why}."));

    private static string Shown(string path) => path.Length > 100 ? path[..100] + "…" : path;
}
