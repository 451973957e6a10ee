using System.IO.Compression;
using System.Security.Cryptography;
using Colophon.Rules.Packaging.Containers;
using Colophon.Rules.Packaging.Containers.Deflate;

namespace Colophon.Tests.Rules.Packaging.Containers.Deflate;

public sealed class InflaterTests
{
    private static (byte[] Bytes, long Consumed) Inflate(byte[] packed)
    {
        var inflater = new Inflater(new MemoryStream(packed), packed.Length, ArchiveProblems.Deflate);
        var output = new MemoryStream();
        while (inflater.Next() is { Length: > 0 } piece) output.Write(piece);
        return (output.ToArray(), inflater.Consumed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(32_768)]
    [InlineData(65_537)]
    [InlineData(700_001)]
    public void What_zlib_packs_at_any_level_is_unpacked_and_its_end_is_known_to_the_byte(int length)
    {
        var random = new Random(length);
        foreach (var kind in Enumerable.Range(0, 3))
        {
            var bytes = kind == 0 ? RandomNumberGenerator.GetBytes(length)
                : [.. Enumerable.Range(0, length).Select(i => (byte)(kind == 1 ? random.Next(4) : i * i / 97))];
            foreach (var level in (CompressionLevel[])[CompressionLevel.NoCompression, CompressionLevel.Fastest, CompressionLevel.Optimal,
                CompressionLevel.SmallestSize])
            {
                var packed = new MemoryStream();
                using (var deflate = new DeflateStream(packed, level, leaveOpen: true)) deflate.Write(bytes);
                if (length == 0) packed = new MemoryStream([3, 0]);

                var (unpacked, consumed) = Inflate([.. packed.ToArray(), 1, 2, 3, 4, 5, 6, 7, 8, 9]);

                Assert.Equal(bytes, unpacked);
                Assert.Equal(packed.Length, consumed);
            }
        }
    }

    [Fact]
    public void A_cut_or_damaged_stream_is_refused_and_never_read_as_something_else_than_zlib_reads()
    {
        var bytes = Enumerable.Range(0, 5000).Select(i => (byte)(i % 91)).ToArray();
        var packed = RawDeflate(bytes);
        for (var cut = 0; cut < packed.Length; cut++) Assert.Throws<BrokenArchive>(() => Inflate(packed[..cut]));

        var random = new Random(7);
        for (var i = 0; i < 3000; i++)
        {
            var bent = (byte[])packed.Clone();
            bent[random.Next(bent.Length)] ^= (byte)(1 << random.Next(8));
            byte[]? ours = null;
            try { ours = Inflate(bent).Bytes; }
            catch (BrokenArchive) { continue; }
            Assert.Equal(ours, ByZlib(bent));
        }
    }

    private static byte[] RawDeflate(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(bytes);
        return packed.ToArray();
    }

    private static byte[] ByZlib(byte[] packed)
    {
        var output = new MemoryStream();
        using var inflate = new DeflateStream(new MemoryStream(packed), CompressionMode.Decompress);
        inflate.CopyTo(output);
        return output.ToArray();
    }
}
