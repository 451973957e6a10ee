using System.Globalization;

namespace Colophon.Rules.Packaging.Containers;

/// <summary>
/// What extended headers say about the next member: a GNU long name or pax records (POSIX.1-2001). What changes nothing about a member is
/// passed over; what does is obeyed or refused, and no member has two of them (threats.md E28, E29, E31).
/// </summary>
internal sealed class TarExtension
{
    private const int NameField = 100;

    /// <summary>Keys that tell of times, owners and marks of systems; no reader makes other members of them.</summary>
    private static readonly string[] Harmless =
    [
        "mtime", "atime", "ctime", "uid", "gid", "uname", "gname", "comment", "LIBARCHIVE.creationtime", "SCHILY.dev", "SCHILY.ino",
        "SCHILY.nlink", "SCHILY.fflags", "RHT.security.selinux",
    ];

    private static readonly string[] HarmlessPrefixes = ["SCHILY.xattr.", "SCHILY.acl.", "LIBARCHIVE.xattr."];

    private string? path;
    private long? size;
    private bool isOpen;

    /// <summary>Whether one was read last: behind each there must be a member.</summary>
    public bool IsDangling { get; private set; }

    /// <summary>Takes in one extended header.</summary>
    public void Read(char type, ReadOnlySpan<byte> data)
    {
        if (type == 'K') throw TarHeader.Broken(ArchiveProblems.Link, "a long link name");
        if (isOpen || (type == 'g' && IsDangling)) // Python goes one call deeper for each
            throw TarHeader.Broken(ArchiveProblems.Pax, "two extended headers follow each other");
        (isOpen, IsDangling) = (type != 'g', true);
        if (type == 'L') path = MemberPaths.Decode(data.TrimEnd((byte)0));
        else ReadRecords(data, isGlobal: type == 'g');
    }

    /// <summary>The path of the member behind it.</summary>
    public string PathOf(TarHeader header)
    {
        var (said, length) = (path, size);
        (path, size, isOpen, IsDangling) = (null, null, false, false);
        if (length is { } other && other != header.Size)
            throw TarHeader.Broken(ArchiveProblems.Pax, $"a pax size {other} contradicts the header's {header.Size}");
        if (said is null) return MemberPaths.Decode(header.Name);

        // A writer extends what the header cannot hold. Where it could, two names are there for two kinds of readers.
        var isNeeded = said.Length >= NameField || !System.Text.Ascii.IsValid(said);
        if (!isNeeded && said.TrimEnd('/') != MemberPaths.Decode(header.Name).TrimEnd('/'))
            throw TarHeader.Broken(ArchiveProblems.Pax, $"an extended name '{said}' contradicts the header's");
        return said;
    }

    /// <summary>Records "length key=value\n".</summary>
    private void ReadRecords(ReadOnlySpan<byte> data, bool isGlobal)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (data.Length > 0)
        {
            var blank = data.IndexOf((byte)' ');
            if (blank is <= 0 or > 7 || data[0] == (byte)'0'
                || !int.TryParse(data[..blank], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
                || length <= blank + 1 || length > data.Length || data[length - 1] != '\n')
                throw TarHeader.Broken(ArchiveProblems.Pax, "a pax record is damaged");

            var record = data[(blank + 1)..(length - 1)];
            data = data[length..];
            var equals = record.IndexOf((byte)'=');
            if (equals <= 0 || !System.Text.Ascii.IsValid(record[..equals]))
                throw TarHeader.Broken(ArchiveProblems.Pax, "a pax record has no key");

            var key = System.Text.Encoding.ASCII.GetString(record[..equals]);
            if (!seen.Add(key)) throw TarHeader.Broken(ArchiveProblems.Pax, "a pax key stands twice");
            Apply(key, record[(equals + 1)..], isGlobal);
        }
    }

    private void Apply(string key, ReadOnlySpan<byte> value, bool isGlobal)
    {
        if (key.StartsWith("GNU.sparse", StringComparison.Ordinal) || key == "SCHILY.realsize")
            throw TarHeader.Broken(ArchiveProblems.Sparse, "Sparse members are not allowed");
        if (Harmless.Contains(key) || HarmlessPrefixes.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal))) return;
        if (isGlobal || key is not ("path" or "size"))
            throw TarHeader.Broken(ArchiveProblems.Pax, "a pax key changes what members are, in a way that readers do not share");

        if (key == "path") path = value.IndexOfAny("\0\r\n"u8) < 0
            ? MemberPaths.Decode(value)
            : throw TarHeader.Broken(ArchiveProblems.Pax, "a pax path holds a control character");
        else size = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw TarHeader.Broken(ArchiveProblems.Pax, "a pax size is no number");
    }
}
