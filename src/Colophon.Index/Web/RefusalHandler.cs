using System.Diagnostics;
using System.Text;
using Colophon.Index.Web.Pages;
using Colophon.Rules;
using Microsoft.AspNetCore.Http.Features;

namespace Colophon.Index.Web;

/// <summary>
/// Turns whatever ends a request into the one refusal body, in the type that the client asked for. Ours rather than the framework's
/// exception handler, because that one clears the security headers from the answer.
/// </summary>
internal sealed class RefusalHandler(RequestDelegate next, PublicAddress address, ILogger<RefusalHandler> log)
{
    /// <summary>What goes well at once, as pages from memory do, costs nothing more here.</summary>
    public Task Invoke(HttpContext context)
    {
        Task work;
        try
        {
            work = next(context);
        }
        catch (Exception exception)
        {
            work = Task.FromException(exception);
        }

        return work.IsCompletedSuccessfully && Unexplained(context.Response) is null ? work : Finish(context, work);
    }

    private async Task Finish(HttpContext context, Task work)
    {
        try
        {
            await work;
            if (Unexplained(context.Response) is { } problem) await Answer(context, problem.Refuse($"{problem.Title}."), trace: null);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Trail().Set("code", "client-gone");
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            var refusal = AsRefusal(exception);
            var trace = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
            if (refusal.Fault.Problem.Status >= 500)
                log.LogError(exception, "{Problem}, trace id {TraceId}", refusal.Fault.Problem.Code, trace);
            await Answer(context, refusal, trace);
        }
    }

    /// <summary>What routing refused without a word: a page that is not there, a method that is not taken.</summary>
    private static Problem? Unexplained(HttpResponse response) =>
        (response.HasStarted, response.ContentLength, response.ContentType) is (false, null, null)
        ? response.StatusCode switch
        {
            404 => WebProblems.NotFound,
            405 => WebProblems.MethodNotAllowed,
            _ => null,
        }
        : null;

    private async Task Answer(HttpContext context, Refusal refusal, string? trace)
    {
        var body = RefusalBody.Of(refusal, address.Url, refusal.Fault.Problem == WebProblems.Broken ? trace : null);
        var response = context.Response;
        context.Trail().Set("code", refusal.Fault.Problem.Code);

        response.StatusCode = body.Status;
        response.Headers["X-Colophon-Error"] = refusal.Fault.Problem.Code;
        response.Headers.CacheControl = "no-store";
        if (body.Status == StatusCodes.Status401Unauthorized) response.Headers.WWWAuthenticate = $"Basic realm=\"{address.Host}\"";
        if (refusal.RetryAfter is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);

        // twine prints the reason phrase and nothing else (clients.md 0.4).
        if (context.Features.Get<IHttpResponseFeature>() is { } feature) feature.ReasonPhrase = Printable(body.Detail);
        var accept = context.Request.Headers.Accept.ToString();
        if (IsForPeople(accept))
        {
            await context.Show<RefusedPage, RefusedModel>(new(refusal.Fault.Problem.Code, body.Title, body.Detail, body.Remedy,
                FindingRow.Of(body.Findings), body.TraceId), body.Status);
            return;
        }

        var bytes = body.ToUtf8();

        // uv compares the whole header: "application/json; charset=utf-8" would not do (clients.md 0.5).
        response.ContentType = WantsProblem(accept) ? "application/problem+json" : "application/json";
        response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static Refusal AsRefusal(Exception exception) => exception switch
    {
        Refusal refusal => refusal,
        BadHttpRequestException { StatusCode: 413 } tooLarge => WebProblems.PayloadTooLarge.Refuse(tooLarge.Message),
        BadHttpRequestException bad => WebProblems.BadRequest.Refuse(bad.Message),
        IOException disk when DiskTrouble.Explains(disk) => DiskTrouble.Refusal(),
        _ when DatabaseTrouble.Of(exception) is { } trouble => trouble,
        _ => WebProblems.Broken.Refuse("The index has met an error of its own; nothing was changed."),
    };

    /// <summary>PEP 807 asks for problem details.</summary>
    private static bool WantsProblem(string accept) =>
        accept.Contains("application/problem+json", StringComparison.OrdinalIgnoreCase)
        || accept.Contains("application/vnd.pypi.pytp.v1+json", StringComparison.OrdinalIgnoreCase);

    private static bool IsForPeople(string accept) =>
        accept.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) && !WantsProblem(accept);

    /// <summary>A status line holds no line breaks and only ASCII (threats.md E70).</summary>
    private static string Printable(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, MaxReason));
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, MaxReason)))
            line.Append(c switch { '\r' or '\n' or '\t' => ' ', < ' ' or > '~' => '?', _ => c });
        return line.ToString();
    }

    private const int MaxReason = 1000;
}
