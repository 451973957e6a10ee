using System.IO.Compression;
using System.Security.Cryptography;

namespace Colophon.Index.Installing.Listing;

/// <summary>
/// A stretch of a long page that is kept while others change. Packed, it is whole blocks of deflate that refer to nothing before them, so
/// pieces one after another are one stream (RFC 1951, 2): a page is packed anew only where it has changed.
/// </summary>
internal sealed class Piece(ReadOnlyMemory<byte> plain)
{
    private readonly Lazy<ReadOnlyMemory<byte>> packed = new(() => Pack(plain));

    public ReadOnlyMemory<byte> Plain => plain;
    public ReadOnlyMemory<byte> Packed => packed.Value;
    public byte[] Digest { get; } = SHA256.HashData(plain.Span);

    /// <summary>Bytes; what is not packed yet is guessed.</summary>
    public long Weight => plain.Length + (packed.IsValueCreated ? packed.Value.Length : plain.Length / 4);

    private static ReadOnlyMemory<byte> Pack(ReadOnlyMemory<byte> plain)
    {
        var target = new MemoryStream(plain.Length / 4);
        using var deflate = new DeflateStream(target, CompressionLevel.Optimal);
        deflate.Write(plain.Span);
        deflate.Flush(); // ends at a byte's end, with no block marked as the last; what closing adds is left out
        return target.ToArray();
    }
}
