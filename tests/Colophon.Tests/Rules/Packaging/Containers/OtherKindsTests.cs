using Colophon.Rules.Packaging.Containers;
using Colophon.Tests.Support;

namespace Colophon.Tests.Rules.Packaging.Containers;

public sealed class OtherKindsTests
{
    private const int Blocks = 400_000;

    /// <summary>Once one wheel in a few thousand was: a digit somewhere in its packed bytes, and a sum of bytes that happened to fit.</summary>
    [Fact]
    public void What_a_compressed_member_holds_is_not_taken_for_a_header_of_tar()
    {
        var random = new Random(36);
        var block = new byte[TarHeader.BlockSize];
        var taken = 0;
        for (var i = 0; i < Blocks; i++)
        {
            random.NextBytes(block);
            if (TarHeader.MayHoldChecksum(block)) taken++;
        }

        Assert.True(taken <= 1, $"{taken} of {Blocks}");
    }

    /// <summary>Checksums as tar writers and lax readers have them, right and wrong, over bytes that add up to little and to much.</summary>
    [Fact]
    public async Task A_block_is_taken_for_a_header_where_Python_takes_it_for_one()
    {
        var random = new Random(7);
        var blocks = Enumerable.Range(0, 3000).Select(_ => Bent(random)).ToList();
        const string judge = """
            import base64, sys, tarfile
            for line in open("input"):
                try:
                    tarfile.TarInfo.frombuf(base64.b64decode(line), "utf-8", "surrogateescape")
                    print("header")
                except tarfile.HeaderError as e:
                    print("no" if "checksum" in str(e) or "empty" in str(e) or "invalid header" in str(e) else e)
            """;
        var lines = (await Python.Run(judge, string.Join('\n', blocks.Select(Convert.ToBase64String)))).Trim().Split('\n');

        Assert.Equal(blocks.Count, lines.Length);
        var headers = lines.Count(line => line == "header");
        Assert.True(headers > 300, $"{headers} headers");
        for (var i = 0; i < blocks.Count; i++)
            Assert.True(lines[i] != "header" || TarHeader.MayHoldChecksum(blocks[i]), $"{i}: Python takes it for a header, we do not");
    }

    private static byte[] Bent(Random random)
    {
        var block = new byte[TarHeader.BlockSize];
        random.NextBytes(block.AsSpan(0, random.Next(2) == 0 ? 80 : 3));
        var (sum, high) = (8L * ' ', 0);
        foreach (var one in block) (sum, high) = (sum + one, high + (one >= 0x80 ? 1 : 0));
        if (random.Next(3) == 0) sum -= 256 * high;
        if (random.Next(5) == 0) sum++;
        var digits = Convert.ToString(Math.Abs(sum), 8);
        var text = random.Next(6) switch
        {
            0 => digits + "\0 ",
            1 => digits.PadLeft(7, '0'),
            2 => digits.PadLeft(8, ' '),
            3 => (sum < 0 ? "-" : "+") + digits,
            4 => digits + "x",
            _ => digits + "  ",
        };
        System.Text.Encoding.ASCII.GetBytes(text.PadRight(8, '\0')[..8]).CopyTo(block, 148);
        return block;
    }
}
