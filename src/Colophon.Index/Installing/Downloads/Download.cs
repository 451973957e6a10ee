using System.Security.Cryptography;
using Colophon.Index.Installing.Pages;
using Colophon.Index.Store.Files;
using Colophon.Index.Web;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Colophon.Index.Installing.Downloads;

/// <summary>
/// Sends files, whole or in ranges, and the metadata beside wheels (PEP 658). A file's bytes never change, so they may be kept for ever.
/// </summary>
internal static class Download
{
    private const string MetadataSuffix = ".metadata";

    /// <summary>Of everything: a file is never a page, whatever is in it (threats.md E68).</summary>
    private const string ContentType = "application/octet-stream";

    private const string Unchanging = "public, max-age=31536000, immutable";

    public static async Task Handle(HttpContext context, FileShelf shelf, Blobs blobs, string? accelerated)
    {
        var path = context.Request.Path.Value!;
        var isMetadata = path.EndsWith(MetadataSuffix, StringComparison.Ordinal);
        var name = (string)context.Request.RouteValues["name"]!;
        if (isMetadata) (name, path) = (name[..^MetadataSuffix.Length], path[..^MetadataSuffix.Length]);

        var file = await shelf.Find(name, path, context.RequestAborted);
        if (file is null || (isMetadata && !file.IsWheel))
        {
            await PageReply.NotFound(context);
            return;
        }

        // A unit that nobody knows is no range (RFC 9110, 14.2); the framework takes any for bytes.
        if (!context.Request.Headers.Range.ToString().StartsWith("bytes=", StringComparison.OrdinalIgnoreCase))
            context.Request.Headers.Remove(HeaderNames.Range);

        var headers = context.Response.Headers;
        headers.ContentDisposition = "attachment";
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'"; // threats.md E68
        PageReply.AllowOtherOrigins(headers);
        if (accelerated is not null && !isMetadata)
        {
            Redirect(context.Response, accelerated, file.Sha256);
            return;
        }

        try
        {
            IResult answer = isMetadata ? await Metadata(blobs, file.MetadataSha256, context.RequestAborted) : Whole(blobs, file.Sha256);
            headers.CacheControl = Unchanging; // only what is sent may be kept, not a refusal
            await answer.ExecuteAsync(context);
        }
        catch (FileNotFoundException) when (!context.Response.HasStarted)
        {
            // Deleted since it was found; if its row is there still, bytes are missing, and that is an error of ours.
            if (await shelf.IsThere(name, context.RequestAborted)) throw;
            await PageReply.NotFound(context);
        }
    }

    private static PhysicalFileHttpResult Whole(Blobs blobs, string sha256) =>
        TypedResults.PhysicalFile(blobs.PathOf(sha256), ContentType, enableRangeProcessing: true, entityTag: Tag(sha256));

    /// <summary>
    /// Small enough to be hashed each time: installers resolve by it before they see the wheel (threats.md E41).
    /// </summary>
    private static async Task<FileContentHttpResult> Metadata(Blobs blobs, string sha256, CancellationToken ct)
    {
        var bytes = await File.ReadAllBytesAsync(blobs.PathOf(sha256), ct);
        if (Convert.ToHexStringLower(SHA256.HashData(bytes)) != sha256)
            throw WebProblems.Broken.Refuse("The stored metadata is not what was uploaded; it is not given out.");
        return TypedResults.Bytes(bytes, ContentType, enableRangeProcessing: true, entityTag: Tag(sha256));
    }

    /// <summary>The proxy sends the file, in ranges or whole; what may be read has been decided here (performance.md 6.8).</summary>
    private static void Redirect(HttpResponse response, string internalPath, string sha256)
    {
        response.Headers["X-Accel-Redirect"] = $"{internalPath}sha256/{sha256[..2]}/{sha256[2..4]}/{sha256}";
        response.Headers.CacheControl = Unchanging;
        response.ContentType = ContentType;
    }

    private static EntityTagHeaderValue Tag(string sha256) => new($"\"{sha256}\"");
}
