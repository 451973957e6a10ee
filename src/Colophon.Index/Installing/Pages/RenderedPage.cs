using System.IO.Compression;
using System.Security.Cryptography;

namespace Colophon.Index.Installing.Pages;

/// <summary>
/// One page in one form: bytes made once, with their strong ETag and, when they are worth it, their gzip and brotli forms.
/// </summary>
internal sealed class RenderedPage
{
    /// <summary>Smaller pages fit into one packet anyway. Bytes.</summary>
    private const int WorthPacking = 1024;

    /// <summary>Larger pages are packed beside the requests, and served plain until that is done. Bytes.</summary>
    private const int PackLater = 64 * 1024;

    private readonly byte[] plain;
    private volatile Packed? packed;

    public RenderedPage(byte[] plain, long serial)
    {
        this.plain = plain;
        Serial = serial.ToString(System.Globalization.CultureInfo.InvariantCulture);
        ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(plain))[..32]}\"";
        if (plain.Length >= PackLater) _ = Task.Run(Pack);
        else if (plain.Length >= WorthPacking) Pack();
    }

    /// <summary>Strong: each content coding has its own, by a suffix.</summary>
    public string ETag { get; }

    /// <summary>For <c>X-PyPI-Last-Serial</c>.</summary>
    public string Serial { get; }

    /// <summary>What it costs to keep. Bytes.</summary>
    public long Weight => plain.Length * 5L / 4 + 1024;

    /// <summary>The bytes in a coding that the client takes, the coding's name, and the ETag of just these bytes.</summary>
    public (ReadOnlyMemory<byte> Bytes, string? Coding, string ETag) For(string acceptEncoding)
    {
        if (packed is not { } forms || acceptEncoding.Length == 0) return (plain, null, ETag);
        if (Takes(acceptEncoding, "br")) return (forms.Brotli, "br", forms.BrotliETag);
        return Takes(acceptEncoding, "gzip") ? (forms.Gzip, "gzip", forms.GzipETag) : (plain, null, ETag);
    }

    /// <summary>Whether one of the ETags that a client sent is of this page, in whatever coding: then it has the page.</summary>
    public bool Matches(string ifNoneMatch)
    {
        if (ifNoneMatch == "*") return true;
        var core = ETag.AsSpan(0, ETag.Length - 1); // without the closing quote: suffixes name codings
        return ifNoneMatch.AsSpan().IndexOf(core, StringComparison.Ordinal) >= 0;
    }

    private static bool Takes(string acceptEncoding, string coding)
    {
        foreach (var part in acceptEncoding.Split(','))
        {
            var pieces = part.Split(';');
            if (pieces[0].AsSpan().Trim().Equals(coding, StringComparison.OrdinalIgnoreCase))
                return pieces.Length == 1 || !pieces[1].Replace(" ", "", StringComparison.Ordinal).Trim('0', '.')
                    .Equals("q=", StringComparison.OrdinalIgnoreCase);
        }

        return false;
    }

    private void Pack()
    {
        var gzip = Compress(stream => new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true));
        var brotli = Compress(stream => new BrotliStream(stream, CompressionLevel.Fastest, leaveOpen: true));
        packed = new Packed(gzip, $"{ETag[..^1]}-gzip\"", brotli, $"{ETag[..^1]}-br\"");
    }

    private byte[] Compress(Func<Stream, Stream> packer)
    {
        var target = new MemoryStream();
        using (var stream = packer(target)) stream.Write(plain);
        return target.ToArray();
    }

    private sealed record Packed(byte[] Gzip, string GzipETag, byte[] Brotli, string BrotliETag);
}
