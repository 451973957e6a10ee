using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Colophon.Index;
using MimeKit;

namespace Colophon.Tests.Support;

/// <summary>A mail that arrived.</summary>
internal sealed record Arrived(string To, bool OverTls, MimeMessage Letter);

/// <summary>A real mail server, Debian's aiosmtpd, that keeps what arrives.</summary>
internal sealed class PracticeMailServer : IAsyncDisposable
{
    private readonly Process process;

    private PracticeMailServer(Process process, int port) => (this.process, Port) = (process, port);

    public int Port { get; }

    public ConcurrentQueue<Arrived> Mails { get; } = [];

    /// <param name="certificate">Null for a server without TLS.</param>
    /// <param name="port">Zero for one that is free.</param>
    public static async Task<PracticeMailServer> Start(PracticeCertificates folder, X509Certificate2? certificate, string mode = "starttls",
        int port = 0)
    {
        var script = Checkout.File("tests/Colophon.Tests/Support/practice_smtp.py");
        var start = new ProcessStartInfo(Python.Path, [script, $"{port}", mode])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (certificate is not null)
        {
            var name = Path.Combine(folder.Folder, Guid.NewGuid().ToString("N"));
            await File.WriteAllTextAsync($"{name}.pem", certificate.ExportCertificatePem());
            await File.WriteAllTextAsync($"{name}.key", certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
            start.ArgumentList.Add($"{name}.pem");
            start.ArgumentList.Add($"{name}.key");
        }

        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync();
        Assert.True(line is not null, "No mail server. Debian: apt-get install python3-aiosmtpd (./test does it as root). "
            + (line is null ? await process.StandardError.ReadToEndAsync() : ""));
        _ = process.StandardError.ReadToEndAsync();
        var server = new PracticeMailServer(process, int.Parse(line!, CultureInfo.InvariantCulture));
        _ = server.Read();
        return server;
    }

    /// <summary>What the index is told of it.</summary>
    public SmtpSettings Settings(PracticeCertificates certificates) => new()
    {
        Host = "localhost",
        Port = Port,
        User = "index",
        Password = "practice",
        From = "Practice index <index@example.org>",
        CertificateAuthority = certificates.RootFile,
    };

    /// <summary>Waits until so many have arrived.</summary>
    public async Task<List<Arrived>> Expect(int count)
    {
        for (var i = 0; i < 400 && Mails.Count < count; i++) await Task.Delay(25);
        Assert.Equal(count, Mails.Count);
        return [.. Mails];
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task Read()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var mail = JsonNode.Parse(line)!;
            using var data = new MemoryStream(Encoding.UTF8.GetBytes(mail["data"]!.GetValue<string>()));
            Mails.Enqueue(new Arrived(mail["to"]![0]!.GetValue<string>(), mail["tls"]!.GetValue<bool>(), await MimeMessage.LoadAsync(data)));
        }
    }
}
