using System.Security.Cryptography;

namespace Colophon.Index.Explaining;

/// <summary>The one style sheet, kept by hand in style.css beside this file.</summary>
internal static class StyleSheet
{
    private static readonly byte[] Bytes = Read();
    private static readonly string ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Bytes))[..32]}\"";

    public static Task Handle(HttpContext context)
    {
        context.Response.Headers.ETag = ETag;
        context.Response.Headers.CacheControl = "public, max-age=300";
        if (context.Request.Headers.IfNoneMatch == ETag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        context.Response.ContentType = "text/css; charset=utf-8";
        context.Response.ContentLength = Bytes.Length;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.Body.WriteAsync(Bytes, context.RequestAborted).AsTask();
    }

    private static byte[] Read()
    {
        using var resource = typeof(StyleSheet).Assembly.GetManifestResourceStream("style.css")!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }
}
