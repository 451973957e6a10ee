using System.CommandLine;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Colophon.Index.Operating;

/// <summary><c>serve</c>: runs the index.</summary>
internal static class ServeVerb
{
    private static readonly Option<string> Urls = new("--urls")
    {
        Description = "Where to listen.",
        DefaultValueFactory = _ =>
        "http://127.0.0.1:8080"
    };

    public static Command Make()
    {
        var command = new Command("serve", "Runs the index.").With(Urls, VerbBuilding.Data);
        command.SetAction((parsed, ct) =>
            Run(parsed.GetValue(Urls)!, parsed.GetValue(VerbBuilding.Data), parsed.InvocationConfiguration.Error, ct));
        return command;
    }

    private static async Task<int> Run(string urls, string? data, TextWriter error, CancellationToken ct)
    {
        var builder = NewBuilder();
        var (settings, faults) = SettingsReader.Read(builder.Configuration, builder.Environment.IsDevelopment());
        if (faults.Count > 0)
        {
            foreach (var fault in faults) await error.WriteLineAsync(fault);
            return 2;
        }

        settings = data is null ? settings : settings with { DataDirectory = data };
        try
        {
            return await Serve(builder, settings, urls, error, ct);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException
            or InvalidOperationException or SocketException or System.Data.Common.DbException)
        {
            await error.WriteLineAsync($"The index cannot start: {exception.Message}");
            return 1;
        }
    }

    private static async Task<int> Serve(WebApplicationBuilder builder, Settings settings, string urls, TextWriter error,
        CancellationToken ct)
    {
        Listen(builder, settings, urls);
        await using var app = IndexServer.Build(builder, settings);
        using var held = await IndexServer.Open(app, ct);
        if (held is null)
        {
            await error.WriteLineAsync($"Another colophon-index serves the data directory {settings.DataDirectory}. Stop it first, or name "
                + "another directory with --data.");
            return 1;
        }

        await app.StartAsync(ct);
        if (await IndexServer.FirstLink(app, ct) is { } link)
            await error.WriteLineAsync($"Nobody has an account here yet. Make the operator's at {link} within 24 hours; it works once.");
        await app.WaitForShutdownAsync(ct);
        return 0;
    }

    private static WebApplicationBuilder NewBuilder()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddJsonFile(Path.Combine(Environment.CurrentDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables();
        builder.Logging.AddSimpleConsole(console =>
            (console.SingleLine, console.UseUtcTimestamp, console.TimestampFormat) = (true, true, "yyyy-MM-ddTHH:mm:ss.fffZ "));
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information)
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Critical); // a failure is told once, by whoever answers for it
        return builder;
    }

    /// <summary>Limits on everything that arrives; an upload's route alone takes more.</summary>
    internal static void Listen(WebApplicationBuilder builder, Settings settings, string urls)
    {
        builder.WebHost.UseUrls(urls.Split(';')).UseKestrelHttpsConfiguration();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1 << 20;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            if (settings.Certificate is null) return;
            var certificate = X509Certificate2.CreateFromPemFile(settings.Certificate, settings.CertificateKey);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(settings.Certificate);
            kestrel.ConfigureHttpsDefaults(https => (https.ServerCertificate, https.ServerCertificateChain) = (certificate, chain));
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1AndHttp2);
        });
    }
}
