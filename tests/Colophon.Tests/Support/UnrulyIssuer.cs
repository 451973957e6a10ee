using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Colophon.Demo;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Colophon.Tests.Support;

/// <summary>An identity provider with real keys that can be told to misbehave in any way that HTTP allows.</summary>
internal sealed class UnrulyIssuer : IAsyncDisposable
{
    private readonly WebApplication app;
    private int calls;
    private int keyNumber = 1;

    private UnrulyIssuer(WebApplication app) => this.app = app;

    /// <summary>Exactly as its tokens have it.</summary>
    public string Url { get; private set; } = "";

    public List<PracticeKey> Keys { get; } = [new PracticeKey("unruly-1")];

    /// <summary>Requests that have arrived.</summary>
    public int Calls => Volatile.Read(ref calls);

    /// <summary>What it does instead of answering well; null when it behaves.</summary>
    public Func<HttpContext, Task>? Misbehave { get; set; }

    /// <summary>Changes its discovery document before it is sent.</summary>
    public Action<JsonObject>? Bend { get; set; }

    /// <param name="path">Where on the host the issuer is, such as <c>/gitlab</c>.</param>
    /// <param name="address">Where it listens; null for loopback.</param>
    public static async Task<UnrulyIssuer> Start(string path = "", X509Certificate2? certificate = null, string? address = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.ListenAt(address ?? "127.0.0.1", certificate));
        var app = builder.Build();
        var issuer = new UnrulyIssuer(app);
        app.Run(issuer.Answer);
        await app.StartAsync();
        var port = new Uri(app.Urls.First()).Port;
        issuer.Url = certificate is null ? $"http://127.0.0.1:{port}{path}" : $"https://{address ?? "localhost"}:{port}{path}";
        return issuer;
    }

    /// <summary>An identity token that is good from now on.</summary>
    public string Token(PracticeJob job, string audience, DateTimeOffset now, PracticeKey? key = null, int life = 300)
    {
        var claims = (JsonObject)job.Claims.DeepClone();
        var seconds = now.ToUnixTimeSeconds();
        (claims["iss"], claims["aud"]) = (Url, audience);
        (claims["iat"], claims["exp"], claims["jti"]) = (seconds, seconds + life, Guid.NewGuid().ToString("D"));
        return (key ?? Keys[^1]).Sign(claims);
    }

    public void Rotate() => Keys.Add(new PracticeKey($"unruly-{++keyNumber}"));

    public void Withdraw() => Keys.RemoveRange(0, Keys.Count - 1);

    /// <summary>A body that comes a byte a second, for ever.</summary>
    public static async Task Drip(HttpContext context)
    {
        while (!context.RequestAborted.IsCancellationRequested)
        {
            await context.Response.Body.WriteAsync(" "u8.ToArray(), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(1000, context.RequestAborted);
        }
    }

    /// <summary>Chunks without an end, as fast as they are taken.</summary>
    public static async Task Flood(HttpContext context)
    {
        var chunk = new byte[64 * 1024];
        Array.Fill(chunk, (byte)' ');
        while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
    }

    /// <summary>A gigabyte, announced by its length.</summary>
    public static Task Huge(HttpContext context)
    {
        context.Response.ContentLength = 1L << 30;
        return Flood(context);
    }

    public static Func<HttpContext, Task> Redirect(int status, string to) => context =>
    {
        (context.Response.StatusCode, context.Response.Headers.Location) = (status, to);
        return Task.CompletedTask;
    };

    public static Func<HttpContext, Task> Say(string body, int status = 200) => context =>
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync(body);
    };

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await app.StopAsync(soon.Token);
        await app.DisposeAsync();
        foreach (var key in Keys) key.Dispose();
    }

    private async Task Answer(HttpContext context)
    {
        Interlocked.Increment(ref calls);
        try
        {
            if (Misbehave is { } misbehave) await misbehave(context);
            else if (context.Request.Path.Value!.EndsWith("/.well-known/openid-configuration", StringComparison.Ordinal))
                await context.Response.WriteAsync(Discovery());
            else
                await context.Response.WriteAsync(Jwks());
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException)
        {
            // the index had enough
        }
    }

    private string Discovery()
    {
        var document = new JsonObject { ["issuer"] = Url, ["jwks_uri"] = $"{Url.TrimEnd('/')}/jwks" };
        Bend?.Invoke(document);
        return document.ToJsonString();
    }

    public string Jwks()
    {
        lock (Keys) return new JsonObject { ["keys"] = new JsonArray([.. Keys.Select(key => (JsonNode)key.ToJwk())]) }.ToJsonString();
    }
}

/// <summary>Kestrel on a free port, with TLS where a certificate is given.</summary>
internal static class LocalKestrel
{
    public static void ListenAt(this KestrelServerOptions kestrel, string address, X509Certificate2? certificate) =>
        kestrel.Listen(System.Net.IPAddress.Parse(address), 0, listen =>
        {
            if (certificate is null) return;
            // Kestrel's own way would fetch what the certificate names, which is just what is counted.
            var offline = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = offline }),
            });
        });
}
