using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Colophon.Tests.Support;

/// <summary>A forge's API on this machine: says what a test tells it to, by path, and remembers what it was asked.</summary>
internal sealed class PracticeForge : IAsyncDisposable
{
    private readonly WebApplication app;

    private PracticeForge(WebApplication app) => this.app = app;

    public string Url { get; private set; } = "";

    /// <summary>Path and query as they arrived → status and body. What is not here is 404.</summary>
    public Dictionary<string, (int Status, string Body)> Answers { get; } = new(StringComparer.Ordinal);

    public List<string> Asked { get; } = [];

    public string? RetryAfter { get; set; }

    public bool IsSilent { get; set; }

    public static async Task<PracticeForge> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var forge = new PracticeForge(app);
        app.Run(forge.Answer);
        await app.StartAsync();
        forge.Url = app.Urls.First();
        return forge;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task Answer(HttpContext context)
    {
        var path = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        lock (Asked) Asked.Add($"{path} {context.Request.Headers.UserAgent}");
        if (IsSilent) await Task.Delay(20_000, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        var (status, body) = Answers.GetValueOrDefault(path, (404, """{"message": "Not Found"}"""));
        if (RetryAfter is not null) context.Response.Headers.RetryAfter = RetryAfter;
        if (status == 301) context.Response.Headers.Location = "/elsewhere";
        context.Response.StatusCode = status;
        await context.Response.WriteAsync(body);
    }
}
