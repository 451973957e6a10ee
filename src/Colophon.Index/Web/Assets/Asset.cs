using System.IO.Compression;
using System.Security.Cryptography;

namespace Colophon.Index.Web.Assets;

/// <summary>A file of the pages, built into the program: its address holds its hash, so that browsers keep it for good.</summary>
internal sealed class Asset
{
    private readonly byte[] bytes;
    private readonly byte[]? brotli;
    private readonly byte[]? gzip;
    private readonly string etag;

    /// <param name="name">What it is called before its hash comes into it.</param>
    public Asset(string name, string type, byte[] bytes)
    {
        (this.bytes, Name, Type) = (bytes, name, type);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        var dot = name.LastIndexOf('.');
        File = $"{name[..dot]}.{hash[..16]}{name[dot..]}";
        etag = $"\"{hash[..32]}\"";
        if (!type.StartsWith("text/", StringComparison.Ordinal)) return; // fonts are packed already
        brotli = Packed(packed => new BrotliStream(packed, CompressionLevel.SmallestSize));
        gzip = Packed(packed => new GZipStream(packed, CompressionLevel.SmallestSize));
    }

    public string Name { get; }

    /// <summary>Its name with its hash.</summary>
    public string File { get; }

    public string Type { get; }

    public string Url => $"/assets/{File}";

    /// <param name="caching">For how long it may be kept unasked.</param>
    public Task Send(HttpContext context, string caching)
    {
        var (request, response) = (context.Request, context.Response);
        var (body, coding) = For(request.Headers.AcceptEncoding.ToString());
        var tag = coding is null ? etag : $"{etag[..^1]}-{coding}\""; // other bytes are another representation
        response.Headers.ETag = tag;
        response.Headers.CacheControl = caching;
        if (brotli is not null) response.Headers.Vary = "Accept-Encoding";
        if (request.Headers.IfNoneMatch.ToString() is { Length: > 0 } known && known.Contains(tag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        if (coding is not null) response.Headers.ContentEncoding = coding;
        response.ContentType = Type;
        response.ContentLength = body.Length;
        return HttpMethods.IsHead(request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private (byte[] Bytes, string? Coding) For(string accepted) => brotli is null ? (bytes, null)
        : Codings.Takes(accepted, "br") ? (brotli, "br")
        : Codings.Takes(accepted, "gzip") ? (gzip!, "gzip")
        : (bytes, null);

    private byte[] Packed(Func<Stream, Stream> packer)
    {
        using var packed = new MemoryStream();
        using (var packing = packer(packed)) packing.Write(bytes);
        return packed.ToArray();
    }
}
