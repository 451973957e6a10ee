using System.Security.Cryptography;

namespace Colophon.Index.SigningIn.Passkeys;

/// <summary>The room's one script, from <c>passkeys.js</c> beside this file. Its address holds its hash: it is kept for good.</summary>
internal static class PasskeyScript
{
    private static readonly byte[] Bytes = Read();

    public static string Url { get; } = $"/assets/passkeys.{Convert.ToHexStringLower(SHA256.HashData(Bytes))[..16]}.js";

    public static Task Send(HttpContext context)
    {
        context.Response.ContentType = "text/javascript; charset=utf-8";
        context.Response.ContentLength = Bytes.Length;
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.Body.WriteAsync(Bytes, context.RequestAborted).AsTask();
    }

    private static byte[] Read()
    {
        using var resource = typeof(PasskeyScript).Assembly.GetManifestResourceStream("passkeys.js")!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }
}
