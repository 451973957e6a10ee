using System.Buffers.Binary;
using System.Text;

namespace Colophon.Rules.Packaging.Containers;

/// <summary>
/// One 512-byte header of a tar archive (POSIX.1-1988 ustar, GNU, V7): checksum held, every number one that all readers read the same
/// (threats.md E32). The name stays bytes: a long one may have been cut within a character, and is then not used.
/// </summary>
internal sealed record TarHeader(byte[] Name, long Size, char Type)
{
    public const int BlockSize = 512;

    /// <summary>Numbers that mean nothing here, and at which Python stops when they are broken.</summary>
    private static readonly (int At, int Length)[] OtherNumbers = [(100, 8), (108, 8), (116, 8), (136, 12), (329, 8), (337, 8)];

    /// <summary>The header in the block; null when the block is all zeros.</summary>
    public static TarHeader? Read(ReadOnlySpan<byte> block)
    {
        if (block.IndexOfAnyExcept((byte)0) < 0) return null;
        if (Octal(block.Slice(148, 8)) != Sum(block)) throw Broken(ArchiveProblems.Header, "a header's checksum does not hold");
        foreach (var (at, length) in OtherNumbers)
        {
            if (block[at] is not (0x80 or 0xFF)) Octal(block.Slice(at, length));
        }

        // Readers disagree about what stands here in other formats than this one: a prefix, times, or nothing.
        var isUstar = block.Slice(257, 8).SequenceEqual("ustar\000"u8);
        if (block[(isUstar ? 500 : 345)..].IndexOfAnyExcept((byte)0) >= 0 && block[156] != (byte)'S')
            throw Broken(ArchiveProblems.Header, "a header has bytes where its format has none");

        var name = Text(block[..100]);
        var prefix = isUstar ? Text(block.Slice(345, 155)) : [];
        var type = block[156] == 0 ? '0' : (char)block[156];
        return new TarHeader(prefix.Length > 0 ? [.. prefix, (byte)'/', .. name] : name, Octal(block.Slice(124, 12)), type);
    }

    /// <summary>
    /// Whether Python takes the block for a header. Its number must be one from end to end: bytes of a compressed member hold some digit
    /// or other, and add up to anything.
    /// </summary>
    public static bool MayHoldChecksum(ReadOnlySpan<byte> block)
    {
        var field = block.Slice(148, 8);
        var high = 0L; // bytes from 0x80 on, which old writers added as negative numbers
        for (var i = 0; i < BlockSize; i++) high += i is >= 148 and < 156 || block[i] < 0x80 ? 0 : 1;
        var sum = Sum(block);
        if (sum == 8 * ' ') return false; // nothing but zeros
        if (field[0] is 0x80 or 0xFF) return BinaryPrimitives.ReadUInt32BigEndian(field[4..]) == sum;
        return AsPython(field) is { } number && (number == sum || number == sum - (256 * high));
    }

    /// <summary>As Python's <c>int(text.strip() or "0", 8)</c> reads what stands before the first NUL; null where that fails.</summary>
    private static long? AsPython(ReadOnlySpan<byte> field)
    {
        var text = Encoding.Latin1.GetString(field.IndexOf((byte)0) is >= 0 and var end ? field[..end] : field).Trim();
        if (text.Length == 0) return 0;
        if (!text.All(c => c is >= '0' and <= '7' or '_' or '+' or '-' or 'o' or 'O')) return null;
        var digits = string.Concat(text.Where(char.IsAsciiDigit));
        return digits.Length == 0 ? null : Convert.ToInt64(digits, 8) * (text[0] == '-' ? -1 : 1);
    }

    /// <summary>Octal digits, blanks around them, zeros behind; base-256 numbers and signs are refused.</summary>
    private static long Octal(ReadOnlySpan<byte> field)
    {
        var text = Encoding.Latin1.GetString(field).TrimEnd('\0', ' ').TrimStart(' ');
        if (text.Length == 0) return 0;
        if (text.Length > 12 || !text.All(c => c is >= '0' and <= '7'))
            throw Broken(ArchiveProblems.Header, "a number in a header is not plain octal");
        return Convert.ToInt64(text, 8);
    }

    private static long Sum(ReadOnlySpan<byte> block)
    {
        long sum = 8 * ' '; // the checksum counts itself as blanks
        for (var i = 0; i < BlockSize; i++)
        {
            if (i is < 148 or >= 156) sum += block[i];
        }

        return sum;
    }

    private static byte[] Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        if (end < 0) return field.ToArray();
        if (field[end..].IndexOfAnyExcept((byte)0) >= 0)
            throw Broken(ArchiveProblems.Header, "a text in a header has bytes behind its end");
        return field[..end].ToArray();
    }

    internal static BrokenArchive Broken(Problem problem, string why) =>
        new(problem.Because($"Invalid distribution file. tar archive not accepted: {why}."));
}
