using System.Text;

namespace Colophon.Rules.Packaging.Containers;

/// <summary>
/// Checks the names of an archive's members: one way to read them, inside the archive, and none twice on any file system (threats.md E04,
/// E06, E15, E16, E34).
/// </summary>
internal sealed class MemberPaths
{
    private const int MostEntries = 65_535;
    private const int MostCharacters = 1024;
    private const int MostCharactersInAll = 8 << 20; // names are kept, and memory is not to follow the size of the archive
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private static readonly HashSet<string> Devices = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9", "LPT1", "LPT2", "LPT3", "LPT4",
        "LPT5", "LPT6", "LPT7", "LPT8", "LPT9", "COM¹", "COM²", "COM³", "LPT¹", "LPT²", "LPT³", "CONIN$", "CONOUT$",
    };

    private readonly Dictionary<string, bool> seen = new(StringComparer.Ordinal);
    private long characters;

    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        string name;
        try { name = StrictUtf8.GetString(bytes); }
        catch (DecoderFallbackException) { throw Broken(ArchiveProblems.Name, "Filename not unicode"); }

        return name.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029')
            ? throw Broken(ArchiveProblems.Name, "Invalid character in filename")
            : name;
    }

    /// <param name="path">As the archive has it; a directory's may end in '/'.</param>
    public void Add(string path, bool isDirectory)
    {
        if (seen.Count >= MostEntries) throw Broken(ArchiveProblems.TooManyEntries, $"more than {MostEntries} members");
        if ((characters += path.Length) > MostCharactersInAll)
            throw Broken(ArchiveProblems.TooManyEntries, $"more than {MostCharactersInAll} characters in names");
        var plain = isDirectory && path.EndsWith('/') ? path[..^1] : path;
        if (Fault(plain) is { } why) throw Broken(ArchiveProblems.Path, $"the path '{Shown(path)}' {why}");

        if (seen.TryAdd(FoldedName.Of(plain), isDirectory)) return;
        throw Broken(ArchiveProblems.Duplicate,
            $"Duplicate filename in local headers: '{Shown(path)}' stands for two members, at least where case or accents do not count");
    }

    /// <summary>When all are known: a file's name must not be the directory of another member.</summary>
    public void RefuseFilesThatHoldOthers()
    {
        // With '/' before all other characters, what is below a path follows it at once.
        var sorted = seen.Select(place => (Key: place.Key.Replace('/', '\u0001'), IsDirectory: place.Value)).ToArray();
        Array.Sort(sorted, (one, other) => string.CompareOrdinal(one.Key, other.Key));
        for (var i = 0; i + 1 < sorted.Length; i++)
        {
            if (sorted[i].IsDirectory || !sorted[i + 1].Key.StartsWith(sorted[i].Key + '\u0001', StringComparison.Ordinal)) continue;
            var path = sorted[i].Key.Replace('\u0001', '/');
            throw Broken(ArchiveProblems.Duplicate, $"'{Shown(path)}' is a file, and the directory of another member");
        }
    }

    private static string? Fault(string path)
    {
        if (path.Length is 0 or > MostCharacters) return $"is empty or longer than {MostCharacters} characters";
        if (path[0] == '/' || path.Contains('\\', StringComparison.Ordinal)) return "is absolute or holds a backslash";
        if (path.Any(c => c is ':' or '\u061C' or (>= '\u200E' and <= '\u200F') or (>= '\u202A' and <= '\u202E')
            or (>= '\u2066' and <= '\u2069'))) return "holds a colon or a character that changes the direction of text";

        foreach (var part in path.Split('/'))
        {
            if (part is "" or "." or "..") return "has a part that is empty, '.' or '..'";
            if (part[^1] is '.' or ' ') return "has a part that ends in a dot or a blank";
            if (Devices.Contains(part.Split('.')[0].TrimEnd(' '))) return "has a part that is a device on Windows";
        }

        return null;
    }

    internal static BrokenArchive Broken(Problem problem, string why) =>
        new(problem.Because($"Invalid distribution file. Archive not accepted: {why}."));

    private static string Shown(string path) => path.Length > 100 ? path[..100] + "…" : path;
}
