using System.Buffers.Binary;

namespace Colophon.Rules.Packaging.Containers;

/// <summary>The bytes of records of a ZIP archive (APPNOTE 4.3).</summary>
internal static class ZipRecord
{
    public const uint Local = 0x04034B50, Central = 0x02014B50, End = 0x06054B50, End64 = 0x06064B50, Locator64 = 0x07064B50;

    /// <summary>The next bytes of the stream, all of them.</summary>
    public static byte[] Take(Stream stream, int count)
    {
        var bytes = new byte[count];
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count
            ? bytes
            : throw Broken(ArchiveProblems.Truncated, "Malformed zip file: it ends too early");
    }

    public static ushort Short(ReadOnlySpan<byte> head, int at) => BinaryPrimitives.ReadUInt16LittleEndian(head[at..]);

    public static uint Long(ReadOnlySpan<byte> head, int at) => BinaryPrimitives.ReadUInt32LittleEndian(head[at..]);

    public static long Wide(ReadOnlySpan<byte> head, int at) => BinaryPrimitives.ReadInt64LittleEndian(head[at..]);

    /// <summary>Whether text holds what a reader that searches for records takes for one.</summary>
    public static bool IsIn(ReadOnlySpan<byte> text)
    {
        for (var at = 0; at + 2 < text.Length; at++)
        {
            if (text[at] == (byte)'P' && text[at + 1] == (byte)'K' && text[at + 2] < 0x20) return true;
        }

        return false;
    }

    public static BrokenArchive Broken(Problem problem, string why) =>
        new(problem.Because($"Invalid distribution file. ZIP archive not accepted: {why}."));
}
