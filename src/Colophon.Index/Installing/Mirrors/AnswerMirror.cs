using Colophon.Index.Web;

namespace Colophon.Index.Installing.Mirrors;

/// <summary>
/// The door for mirrors: XML-RPC by POST at <c>/pypi</c> and <c>/RPC2</c>. Whatever is wrong with a call is a fault, with status 200.
/// </summary>
internal static class AnswerMirror
{
    public static async Task Handle(HttpContext context, MirrorCalls calls)
    {
        var ct = context.RequestAborted;
        if (!IsXml(context.Request.ContentType))
            throw WebProblems.BadRequest.Refuse("This address answers XML-RPC: expected a body with Content-Type text/xml.");

        var call = XmlRpcCall.Parse(await context.Request.ReadAll(ct), out var fault);
        if (call is null)
        {
            await XmlRpcAnswer.SendFault(context.Response, fault!);
            return;
        }

        context.Trail().Set("method", call.Method.Length > 100 ? call.Method[..100] : call.Method);
        await calls.Answer(context.Response, call, ct);
    }

    /// <summary>Nothing is here to be read, and clients that probe for it are told so.</summary>
    public static Task NotHere(HttpContext context) => throw WebProblems.NotFound.Refuse($"{WebProblems.NotFound.Title}.");

    private static bool IsXml(string? type) => type?.Split(';')[0].Trim().ToLowerInvariant() is "text/xml" or "application/xml";
}
