using System.Diagnostics;

namespace Colophon.Index.Web;

/// <summary>
/// Gathers one wide event a request: who, what, which project, which verdict, how long (ADR 0012). Sent once, when the response is done.
/// </summary>
internal sealed class Trail
{
    private readonly List<KeyValuePair<string, object?>> facts = [];

    public void Set(string name, object? value) => facts.Add(new(name, value));

    public IReadOnlyList<KeyValuePair<string, object?>> Facts => facts;
}

/// <summary>
/// Keeps a trail for each request and logs it. Changes and refusals at Information, plain reads at Debug under <c>Colophon.Reads</c>.
/// </summary>
internal sealed class TrailLog(RequestDelegate next, ILoggerFactory loggers)
{
    private readonly ILogger changes = loggers.CreateLogger("Colophon.Trail");
    private readonly ILogger reads = loggers.CreateLogger("Colophon.Reads");

    public Task Invoke(HttpContext context)
    {
        var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        return isRead && !reads.IsEnabled(LogLevel.Debug) ? next(context) : Logged(context, isRead);
    }

    private async Task Logged(HttpContext context, bool isRead)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            var (log, level) = isRead ? (reads, LogLevel.Debug) : (changes, LogLevel.Information);
            if (log.IsEnabled(level)) Send(context, log, level, Stopwatch.GetElapsedTime(started));
        }
    }

    private static void Send(HttpContext context, ILogger log, LogLevel level, TimeSpan took)
    {
        // Paths are a client's text: percent-encoded form only, so that no line break or escape sequence reaches the log (threats.md F32).
        var path = WithoutSecrets(context);
        var facts = string.Join(' ', context.Trail().Facts.Select(fact => $"{fact.Key}={fact.Value}"));
        log.Log(level, "{Method} {Path} {Status} {Milliseconds:0.0}ms {Facts}",
            context.Request.Method, path.Length > 500 ? path[..500] : path, context.Response.StatusCode, took.TotalMilliseconds, facts);
    }

    /// <summary>Links that were mailed or printed hold a secret that may still be good when the log is read.</summary>
    private static string WithoutSecrets(HttpContext context)
    {
        var path = context.Request.Path.ToUriComponent();
        var route = context.Request.RouteValues;
        return route.ContainsKey("secret") || route.ContainsKey("link") ? path[..(path.LastIndexOf('/') + 1)] + "[redacted]" : path;
    }
}

/// <summary>Reaches the trail of a request.</summary>
internal static class Trails
{
    private static readonly object Key = new();

    public static Trail Trail(this HttpContext context)
    {
        if (context.Items.TryGetValue(Key, out var kept)) return (Trail)kept!;

        var trail = new Trail();
        context.Items[Key] = trail;
        return trail;
    }
}
