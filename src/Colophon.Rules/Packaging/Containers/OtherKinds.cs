namespace Colophon.Rules.Packaging.Containers;

/// <summary>Tells a file that is another kind than its name says, or two kinds at once (threats.md E36): which one an installer sees
/// depends on whether it looks at the name, the beginning or the end.</summary>
internal static class OtherKinds
{
    private const int EndSize = 22, LongestComment = 0xFFFF;

    private static readonly (string What, byte[] Beginning)[] Beginnings =
    [
        ("a ZIP archive", "PK\x03\x04"u8.ToArray()),
        ("a gzip file", [0x1F, 0x8B]),
        ("a bzip2 file", "BZh"u8.ToArray()),
        ("an xz file", [0xFD, .. "7zXZ"u8]),
        ("a 7z archive", "7z\xBC\xAF"u8.ToArray()),
        ("a Zstandard file", [0x28, 0xB5, 0x2F, 0xFD]),
        ("a PDF document", "%PDF-"u8.ToArray()),
        ("a program (ELF)", [0x7F, .. "ELF"u8]),
        ("a program (PE)", "MZ"u8.ToArray()),
        ("a script", "#!"u8.ToArray()),
        ("a page (HTML or XML)", "<"u8.ToArray()),
    ];

    /// <summary>Refuses a file that does not begin as its kind does, with what it is when that can be said.</summary>
    /// <param name="pypi">How PyPI says that the file is not of its kind.</param>
    public static BrokenArchive Refuse(Stream content, string pypi)
    {
        Span<byte> block = stackalloc byte[TarHeader.BlockSize];
        var head = (ReadOnlySpan<byte>)block[..Read(content, 0, block)];
        if (head.Length == TarHeader.BlockSize && TarHeader.MayHoldChecksum(head)) return Two(pypi, "a tar archive");
        var text = head.StartsWith((byte[])[0xEF, 0xBB, 0xBF]) ? head[3..] : head;
        foreach (var (what, beginning) in Beginnings)
        {
            var isPage = beginning is [(byte)'<'] && text.TrimStart(" \t\r\n"u8) is [(byte)'<', ..];
            if (isPage || head.StartsWith(beginning)) return Two(pypi, what);
        }

        return new BrokenArchive(ArchiveProblems.NotReadable.Because($"Invalid distribution file. {pypi}."));
    }

    /// <summary>Whether Python's reader takes the beginning for a tar archive's header.</summary>
    public static bool BeginsAsTar(Stream content)
    {
        Span<byte> block = stackalloc byte[TarHeader.BlockSize];
        return Read(content, 0, block) == TarHeader.BlockSize && TarHeader.MayHoldChecksum(block);
    }

    /// <summary>Whether an end record of a ZIP archive stands near the end with its directory before it.</summary>
    public static bool EndsAsZip(Stream content)
    {
        var from = Math.Max(0, content.Length - EndSize - LongestComment);
        var tail = new byte[content.Length - from];
        if (Read(content, from, tail) < EndSize) return false;
        Span<byte> first = stackalloc byte[4];
        for (var at = tail.Length - EndSize; (at = tail.AsSpan(0, at + 4).LastIndexOf("PK\x05\x06"u8)) >= 0; at--)
        {
            var end = tail.AsSpan(at);
            var (disks, count, size) = (ZipRecord.Long(end, 4), ZipRecord.Short(end, 10), ZipRecord.Long(end, 12));
            if (count == 0 && size == 0 && disks == 0) return true; // an empty archive is one to Python
            var directory = from + at - size;
            if (directory >= 0 && Read(content, directory, first) == 4 && first.SequenceEqual("PK\x01\x02"u8)) return true;
        }

        return false;
    }

    private static BrokenArchive Two(string pypi, string what) =>
        new(ArchiveProblems.Polyglot.Because($"Invalid distribution file. {pypi}: it begins as {what} does."));

    private static int Read(Stream content, long at, Span<byte> bytes)
    {
        content.Position = at;
        return content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
    }
}
