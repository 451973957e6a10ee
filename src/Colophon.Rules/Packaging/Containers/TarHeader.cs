using System.Text;

namespace Colophon.Rules.Packaging.Containers;

/// <summary>One 512-byte header of a tar archive (POSIX.1-1988 ustar, GNU): checksum held, numbers plain octal.</summary>
internal sealed record TarHeader(string Path, long Size, char Type)
{
    public const int BlockSize = 512;

    /// <summary>The header in the block; null when the block is all zeros.</summary>
    public static TarHeader? Read(ReadOnlySpan<byte> block)
    {
        if (block.IndexOfAnyExcept((byte)0) < 0) return null;
        if (Octal(block.Slice(148, 8)) != Sum(block)) throw Broken(ArchiveProblems.Header, "a header's checksum does not hold");

        var isUstar = block.Slice(257, 5).SequenceEqual("ustar"u8);
        var isGnu = isUstar && block.Slice(262, 3).SequenceEqual(" \0"u8[..2]) && block[263] == (byte)' ';
        var name = Text(block[..100]);
        var prefix = isUstar && !isGnu ? Text(block.Slice(345, 155)) : [];
        var type = block[156] == 0 ? '0' : (char)block[156];
        var path = MemberPaths.Decode(prefix.Length > 0 ? [.. prefix, (byte)'/', .. name] : name);
        return new TarHeader(path, Octal(block.Slice(124, 12)), type);
    }

    /// <summary>Octal digits, blanks around them; base-256 numbers and signs are refused (threats.md E32).</summary>
    private static long Octal(ReadOnlySpan<byte> field)
    {
        var text = Encoding.Latin1.GetString(field).Trim('\0', ' ');
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
