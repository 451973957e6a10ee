using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Security.Cryptography;
using Colophon.Index.Installing.Pages;

namespace Colophon.Index.Installing.Listing;

/// <summary>A long page of many pieces, sent one after another: plain, or as one gzip member around their packed forms.</summary>
internal sealed class PiecedPage : Page
{
    private static readonly byte[] Head = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]; // RFC 1952: deflate, no name, no time, any system
    private static readonly byte[] LastBlock = [3, 0]; // an empty one, marked as the last

    private readonly IReadOnlyList<Piece> pieces;
    private readonly ReadOnlySequence<byte> plain;
    private readonly Lazy<ReadOnlySequence<byte>> gzip;
    private readonly string gzipETag;

    public PiecedPage(IReadOnlyList<Piece> pieces, long serial)
        : base(DigestOf(pieces), serial)
    {
        this.pieces = pieces;
        plain = Chain.Of(pieces.Select(piece => piece.Plain));
        gzip = new(Pack);
        gzipETag = ETagIn("gzip");
    }

    public override long Weight => pieces.Sum(piece => piece.Weight);

    public override Coded For(string acceptEncoding) => plain.Length >= WorthPacking && Takes(acceptEncoding, "gzip")
        ? new Coded(gzip.Value, "gzip", gzipETag)
        : new Coded(plain, null, ETag);

    private static string DigestOf(IReadOnlyList<Piece> pieces)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var piece in pieces) hash.AppendData(piece.Digest);
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..32];
    }

    private ReadOnlySequence<byte> Pack()
    {
        var crc = new Crc32();
        foreach (var piece in pieces) crc.Append(piece.Plain.Span);
        var tail = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(tail, crc.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(tail.AsSpan(4), (uint)plain.Length);
        return Chain.Of([Head, .. pieces.Select(piece => piece.Packed), LastBlock, tail]);
    }

    /// <summary>Memory after memory, as the framework wants to see it.</summary>
    private sealed class Chain : ReadOnlySequenceSegment<byte>
    {
        private Chain(ReadOnlyMemory<byte> memory, long index) => (Memory, RunningIndex) = (memory, index);

        public static ReadOnlySequence<byte> Of(IEnumerable<ReadOnlyMemory<byte>> parts)
        {
            var first = new Chain(ReadOnlyMemory<byte>.Empty, 0);
            var last = first;
            foreach (var part in parts)
            {
                var next = new Chain(part, last.RunningIndex + last.Memory.Length);
                last.Next = next;
                last = next;
            }

            return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        }
    }
}
