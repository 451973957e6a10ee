using Colophon.Index.Store.Files;
using Colophon.Index.Web;
using Microsoft.Net.Http.Headers;

namespace Colophon.Index.Installing;

/// <summary>
/// Sends files, whole or in ranges, and the metadata beside wheels (PEP 658). A file's bytes never change, so they may be kept for ever.
/// </summary>
internal static class Download
{
    private const string MetadataSuffix = ".metadata";

    public static async Task Handle(HttpContext context, FileShelf shelf, Blobs blobs)
    {
        var path = context.Request.Path.Value!;
        var isMetadata = path.EndsWith(MetadataSuffix, StringComparison.Ordinal);
        var name = (string)context.Request.RouteValues["name"]!;
        if (isMetadata) (name, path) = (name[..^MetadataSuffix.Length], path[..^MetadataSuffix.Length]);

        var file = await shelf.Find(name, path, context.RequestAborted);
        if (file is null || (isMetadata && !file.IsWheel))
            throw Unknown();

        var headers = context.Response.Headers;
        headers.CacheControl = "public, max-age=31536000, immutable";
        headers.ContentDisposition = "attachment";
        headers.ContentSecurityPolicy = "sandbox; default-src 'none'"; // a file is never a page, whatever is in it (threats.md E68)
        PageReply.AllowOtherOrigins(headers);

        var sha256 = isMetadata ? file.MetadataSha256 : file.Sha256;
        var answer = TypedResults.PhysicalFile(blobs.PathOf(sha256), "application/octet-stream", enableRangeProcessing: true,
            entityTag: new EntityTagHeaderValue($"\"{sha256}\""));
        try
        {
            await answer.ExecuteAsync(context);
        }
        catch (FileNotFoundException) when (!context.Response.HasStarted)
        {
            // Deleted since it was found; if its row is there still, bytes are missing, and that is an error of ours.
            if (await shelf.IsThere(name, context.RequestAborted)) throw;
            throw Unknown();
        }
    }

    private static Refusal Unknown() => WebProblems.NotFound.Refuse("404 Not Found: no file of this name and hash is on this index.");
}
