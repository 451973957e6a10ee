using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Colophon.Rules.Identity;

namespace Colophon.Index.Web.Doors;

/// <summary>JSON in and out of the API's doors: read strictly into records, written with an ETag.</summary>
internal static class ApiBodies
{
    /// <summary>How the API writes and reads: camelCase, no member that it does not know, none that is null.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        NumberHandling = JsonNumberHandling.Strict,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The body as a record; what is missing, unknown or of another kind is refused by its path.</summary>
    public static async Task<T> Take<T>(this HttpContext context)
    {
        var bytes = await context.Request.ReadAll(context.RequestAborted);
        if (!StrictJson.Parse(bytes).TryGet(out _, out var fault))
            throw WebProblems.BadRequest.Refuse($"The body is not JSON: {fault.Detail}");
        try
        {
            return JsonSerializer.Deserialize<T>(bytes.Span, Json)
                ?? throw WebProblems.BadRequest.Refuse("The body is null, expected an object.");
        }
        catch (JsonException wrong)
        {
            throw WebProblems.BadRequest.Refuse($"The body is not what this address takes, at {wrong.Path ?? "$"}: {wrong.Message} "
                + "/api/v1/openapi.json says what it takes.");
        }
    }

    /// <summary>Sends the answer with its ETag; 304 where the client has it.</summary>
    public static async Task Answer<T>(this HttpContext context, T value, int status = StatusCodes.Status200OK)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, Json);
        var (request, response) = (context.Request, context.Response);
        var tag = response.Headers.ETag is [{ } set] ? set : TagOf(bytes); // who changes a thing answers with the tag of the thing
        response.Headers.ETag = tag;
        response.Headers.CacheControl = "private, no-cache";
        if (HttpMethods.IsGet(request.Method) && Names(request.Headers.IfNoneMatch.ToString(), tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = bytes.Length;
        await response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    /// <summary>
    /// Refuses a change that was made to something older than what is there (RFC 9110, 13.1.1); without <c>If-Match</c> none is. Ask inside
    /// the change, with what a GET would give now.
    /// </summary>
    public static void RefuseLostUpdate<T>(this HttpContext context, T current)
    {
        var wanted = context.Request.Headers.IfMatch.ToString();
        if (wanted.Length == 0 || wanted.Trim() == "*") return;
        var tag = TagOf(current);
        if (!Names(wanted, tag))
            throw WebProblems.LostUpdate.Refuse($"If-Match is {(wanted.Length > 100 ? wanted[..100] : wanted)}, and what is there now has "
                + $"the tag {tag}. Nothing was changed.");
    }

    /// <summary>The tag that a GET of this has.</summary>
    public static string TagOf<T>(T value) => TagOf(JsonSerializer.SerializeToUtf8Bytes(value, Json));

    private static string TagOf(byte[] bytes) => $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\"";

    private static bool Names(string header, string tag) => header == "*"
        || header.Split(',').Any(one => one.Trim() == tag || one.Trim() == "W/" + tag);
}
