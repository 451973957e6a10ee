using System.Buffers;

namespace Colophon.Index.Installing.Pages;

/// <summary>Sends a rendered page: 304 before anything else, and never more than a look-up and a copy (performance.md 6.1, 6.4).</summary>
internal static class PageReply
{
    public static Task Send(HttpContext context, RenderedPage page, string contentType)
    {
        var (request, response) = (context.Request, context.Response);
        var (bytes, coding, etag) = page.For(request.Headers.AcceptEncoding.ToString());
        var headers = response.Headers;
        headers.ETag = etag;
        headers.Vary = "Accept, Accept-Encoding";
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
        if (bytes.Length > Small) return response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();

        response.BodyWriter.Write(bytes.Span); // goes out with the headers, in one packet
        return Task.CompletedTask;
    }

    /// <summary>Bytes.</summary>
    private const int Small = 8 * 1024;

    /// <summary>Reading is for everybody's scripts, as at PyPI; there is nothing to steal: no cookie is read here.</summary>
    public static void AllowOtherOrigins(IHeaderDictionary headers)
    {
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlAllowMethods = "GET";
        headers.AccessControlAllowHeaders = "Content-Type, If-Match, If-Modified-Since, If-None-Match, If-Unmodified-Since";
        headers.AccessControlExposeHeaders = "X-PyPI-Last-Serial";
        headers.AccessControlMaxAge = "86400";
    }
}
