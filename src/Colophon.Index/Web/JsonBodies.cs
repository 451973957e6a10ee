using System.Buffers;
using System.Text.Json;
using Colophon.Rules;
using Colophon.Rules.Identity;

namespace Colophon.Index.Web;

/// <summary>
/// Reads and writes JSON bodies: whatever the Content-Type says (clients post JSON as form data), strictly, and never more than a cap.
/// </summary>
internal static class JsonBodies
{
    /// <summary>The largest JSON body that is read, in bytes.</summary>
    public const int Cap = 64 * 1024;

    /// <summary>The body as one strict JSON object.</summary>
    public static async Task<JsonElement> ReadJson(this HttpRequest request, Problem malformed, CancellationToken ct)
    {
        var root = await request.ReadAnyJson(malformed, ct);
        return root.ValueKind == JsonValueKind.Object
            ? root
            : throw malformed.Refuse($"The body is a JSON {root.ValueKind}, expected an object.");
    }

    /// <summary>The body as one strict JSON value of any kind.</summary>
    public static async Task<JsonElement> ReadAnyJson(this HttpRequest request, Problem malformed, CancellationToken ct) =>
        StrictJson.Parse(await ReadAll(request, ct)).TryGet(out var json, out var fault)
            ? json.Root
            : throw malformed.Refuse($"The body is not JSON: {fault.Detail}");

    /// <summary>Content-Type is exactly <c>application/json</c>: uv compares the whole header.</summary>
    public static Task WriteJson(this HttpResponse response, ReadOnlyMemory<byte> body)
    {
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        response.Headers.CacheControl = "no-store";
        return response.Body.WriteAsync(body, response.HttpContext.RequestAborted).AsTask();
    }

    /// <summary>The body as it came, of at most <see cref="Cap"/> bytes.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAll(this HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > Cap) throw TooLarge();

        var buffer = new ArrayBufferWriter<byte>((int)(request.ContentLength ?? 4096) + 1);
        while (true)
        {
            var read = await request.Body.ReadAsync(buffer.GetMemory(4096), ct);
            if (read == 0) return buffer.WrittenMemory;
            buffer.Advance(read);
            if (buffer.WrittenCount > Cap) throw TooLarge();
        }
    }

    private static Refusal TooLarge() =>
        WebProblems.PayloadTooLarge.Refuse($"The body is larger than {Cap / 1024} KiB, the most that is read here.");
}
