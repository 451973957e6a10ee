using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Colophon.Demo;

/// <summary>An index in a process of its own, on a free port and a temporary data directory.</summary>
public sealed class RunningIndex : IAsyncDisposable
{
    private readonly string program;
    private readonly Dictionary<string, string> environment;
    private readonly StringBuilder log = new();
    private readonly bool ownsData;
    private Process? process;

    private RunningIndex(string program, string data, bool ownsData, Dictionary<string, string> environment) =>
        (this.program, Data, this.ownsData, this.environment) = (program, data, ownsData, environment);

    /// <summary>The name that it listens at, on this machine.</summary>
    private string Host { get; init; } = "127.0.0.1";

    public string Url { get; private set; } = "";

    public string Data { get; }

    /// <summary>Its settings, and those of its verbs, as the environment has them.</summary>
    public IReadOnlyDictionary<string, string> Environment => environment;

    /// <summary>What the server has printed.</summary>
    public string Log
    {
        get
        {
            lock (log) return log.ToString();
        }
    }

    /// <summary>A way to it that trusts its certificate, if it has one, and no other.</summary>
    public SocketsHttpHandler WayIn()
    {
        var way = new SocketsHttpHandler { AllowAutoRedirect = false };
        if (Certificate is not { } file) return way;

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPemFile(file);
        way.SslOptions.CertificateChainPolicy = policy;
        return way;
    }

    private string? Certificate => environment.GetValueOrDefault("Colophon__Certificate");

    /// <param name="data">A folder to serve; null for a temporary one that goes away in the end.</param>
    /// <param name="host">A name or address of this machine; pip 24.2 takes https with a name alone.</param>
    public static async Task<RunningIndex> Start(string program, IReadOnlyDictionary<string, string>? settings = null, string? data = null,
        string host = "127.0.0.1")
    {
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Logging__LogLevel__Colophon.Reads"] = "Debug"
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>()) environment[name] = value;
        var folder = data ?? Path.Combine(Path.GetTempPath(), $"colophon-{Guid.NewGuid():N}");
        var index = new RunningIndex(program, folder, ownsData: data is null, environment) { Host = host };
        await index.Restart();
        return index;
    }

    /// <summary>Ends the server and starts it on the same data as it would be in Production: with no insecure switch.</summary>
    public async Task RestartInProduction()
    {
        await Kill();
        foreach (var name in environment.Keys.Where(key => key.StartsWith("Colophon__", StringComparison.Ordinal)).ToList())
            environment.Remove(name);
        environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        await Restart();
    }

    /// <summary>Starts the server (again) on the same data, at a free port.</summary>
    public async Task Restart()
    {
        var port = FreePort();
        Url = $"{(Certificate is null ? "http" : "https")}://{Host}:{port}";
        process = Programs.Begin(program, ["serve", "--urls", Url, "--data", Data], environment);
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await UntilReady();
    }

    /// <summary>Runs another verb on the same data.</summary>
    public Task<Ended> Verb(params IReadOnlyList<string> arguments) => Programs.Run(program, [.. arguments, "--data", Data], environment);

    /// <summary>Ends the server at once, as a power cut would end the process.</summary>
    public async Task Kill()
    {
        if (process is null) return;
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    public int ProcessId => process?.Id ?? 0;

    public async ValueTask DisposeAsync()
    {
        await Kill();
        if (ownsData && Directory.Exists(Data)) Directory.Delete(Data, recursive: true);
    }

    private void Note(string? line)
    {
        lock (log) log.AppendLine(line);
    }

    private async Task UntilReady()
    {
        using var http = new HttpMessageInvoker(WayIn());
        for (var attempt = 0; attempt < 300; attempt++)
        {
            if (process!.HasExited) throw new InvalidOperationException($"The index did not start:\n{Log}");
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"{Url}/health");
                using var response = await http.SendAsync(request, CancellationToken.None);
                if (response.StatusCode == HttpStatusCode.OK) return;
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"The index was not ready within 15 seconds:\n{Log}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
