using System.Buffers;

namespace Colophon.Index.Installing.Pages;

/// <summary>Sends a rendered page: 304 before anything else, and never more than a look-up and a copy (performance.md 6.1, 6.4).</summary>
internal static class PageReply
{
    /// <summary>Bytes.</summary>
    private const int Small = 8 * 1024;

    /// <summary>Bytes.</summary>
    private const int Large = 64 * 1024;

    /// <param name="vary">The request headers that the page was chosen by.</param>
    public static Task Send(HttpContext context, Page page, string contentType, string vary = "Accept, Accept-Encoding")
    {
        var (request, response) = (context.Request, context.Response);
        var (bytes, coding, etag) = page.For(request.Headers.AcceptEncoding.ToString());
        var headers = response.Headers;
        headers.ETag = etag;
        headers.Vary = vary;
        // pip 26.2 honours more: a new file would stay unseen (clients.md 0.10)
        headers.CacheControl = "public, max-age=0, must-revalidate";
        headers["X-PyPI-Last-Serial"] = page.Serial;
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = "X-PyPI-Last-Serial";
        if (request.Headers.IfNoneMatch is { Count: > 0 } known && page.Matches(known.ToString()))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        AllowOtherOrigins(headers);
        response.ContentType = contentType;
        response.ContentLength = bytes.Length;
        if (coding is not null) headers.ContentEncoding = coding;
        if (HttpMethods.IsHead(request.Method)) return Task.CompletedTask;
        if (!bytes.IsSingleSegment) return WritePieces(context, bytes);
        if (bytes.Length > Small) return response.Body.WriteAsync(bytes.First, context.RequestAborted).AsTask();

        response.BodyWriter.Write(bytes.FirstSpan); // goes out with the headers, in one packet
        return Task.CompletedTask;
    }

    /// <summary>There is no such page: PyPI's very words, and a machine's (pypi-wire.md 6.1, 6.4).</summary>
    public static Task NotFound(HttpContext context, bool asJson = false)
    {
        var response = context.Response;
        var body = asJson ? """{"message": "Not Found"}"""u8 : "404 Not Found"u8;
        AllowOtherOrigins(response.Headers);
        response.StatusCode = StatusCodes.Status404NotFound;
        response.Headers["X-Colophon-Error"] = "not-found";
        response.Headers.CacheControl = "no-store";
        response.ContentType = asJson ? "application/json" : "text/plain; charset=utf-8";
        response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) response.BodyWriter.Write(body);
        return Task.CompletedTask;
    }

    /// <summary>The page has one address, and this is not it.</summary>
    /// <param name="address">Path on this index, encoded.</param>
    public static Task Moved(HttpContext context, string address)
    {
        AllowOtherOrigins(context.Response.Headers);
        context.Response.Redirect(address, permanent: true);
        return Task.CompletedTask;
    }

    /// <summary>Answers a browser that asks beforehand whether a script may read.</summary>
    public static Task Preflight(HttpContext context)
    {
        AllowOtherOrigins(context.Response.Headers);
        context.Response.Headers.Allow = "GET, HEAD, OPTIONS";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    /// <summary>Reading is for everybody's scripts, as at PyPI; there is nothing to steal: no cookie is read here.</summary>
    public static void AllowOtherOrigins(IHeaderDictionary headers)
    {
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlAllowMethods = "GET";
        headers.AccessControlAllowHeaders = "Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since";
        headers.AccessControlExposeHeaders = "X-PyPI-Last-Serial";
        headers.AccessControlMaxAge = "86400";
    }

    private static async Task WritePieces(HttpContext context, ReadOnlySequence<byte> bytes)
    {
        var (writer, waiting) = (context.Response.BodyWriter, 0);
        foreach (var piece in bytes)
        {
            writer.Write(piece.Span);
            waiting += piece.Length;
            if (waiting < Large) continue; // packed pieces are small: a packet each would be many
            await writer.FlushAsync(context.RequestAborted);
            waiting = 0;
        }

        await writer.FlushAsync(context.RequestAborted); // the server does not send by itself what is left
    }
}
