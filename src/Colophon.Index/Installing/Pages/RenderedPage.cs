using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Colophon.Index.Installing.Pages;

/// <summary>
/// A page of one piece. It is plain until it is packed, which <see cref="KeptPages"/> sees to: only what is kept is worth it.
/// </summary>
internal sealed class RenderedPage(ReadOnlyMemory<byte> plain, long serial)
    : Page(Convert.ToHexStringLower(SHA256.HashData(plain.Span))[..32], serial)
{
    /// <summary>Larger pages are packed beside the requests, and served plain until that is done. Bytes.</summary>
    private const int PackLater = 64 * 1024;

    private volatile Packed? packed;

    public override long Weight => plain.Length + (packed is { } forms ? forms.Gzip.Length + forms.Brotli.Length : 0);

    /// <summary>Whether it is worth packing, and not packed yet.</summary>
    public bool IsLoose => packed is null && plain.Length >= WorthPacking;

    /// <summary>Whether packing takes so long that a request should not wait for it.</summary>
    public bool IsLarge => plain.Length >= PackLater;

    public override Coded For(string acceptEncoding)
    {
        if (packed is not { } forms || acceptEncoding.Length == 0) return Plain();
        if (Takes(acceptEncoding, "br")) return new Coded(new ReadOnlySequence<byte>(forms.Brotli), "br", forms.BrotliETag);
        return Takes(acceptEncoding, "gzip") ? new Coded(new ReadOnlySequence<byte>(forms.Gzip), "gzip", forms.GzipETag) : Plain();
    }

    /// <summary>Makes the compressed forms.</summary>
    public void Pack()
    {
        var gzip = Compress(stream => new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true));
        var brotli = Compress(stream => new BrotliStream(stream, CompressionLevel.Fastest, leaveOpen: true));
        packed = new Packed(gzip, ETagIn("gzip"), brotli, ETagIn("br"));
    }

    private Coded Plain() => new(new ReadOnlySequence<byte>(plain), null, ETag);

    private byte[] Compress(Func<Stream, Stream> packer)
    {
        var target = new MemoryStream(plain.Length / 4);
        using (var stream = packer(target)) stream.Write(plain.Span);
        return target.ToArray();
    }

    private sealed record Packed(byte[] Gzip, string GzipETag, byte[] Brotli, string BrotliETag);
}
