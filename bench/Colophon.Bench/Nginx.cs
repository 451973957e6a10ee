using System.Diagnostics;
using Colophon.Demo;

namespace Colophon.Bench;

/// <summary>The bound for reads: nginx with the same bytes as static files, compressed beforehand.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly string folder;
    private readonly Process process;

    private Nginx(string folder, Process process, string url) => (this.folder, this.process, Url) = (folder, process, url);

    public string Url { get; }

    /// <param name="files">Path below the root → bytes.</param>
    public static async Task<Nginx> Start(IReadOnlyDictionary<string, byte[]> files, int port = 18099)
    {
        var folder = Directory.CreateTempSubdirectory("colophon-nginx-").FullName;
        foreach (var (path, bytes) in files)
        {
            var target = Path.Combine(folder, "root", path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await File.WriteAllBytesAsync(target, bytes);
        }

        await Programs.Run("/bin/chmod", ["-R", "a+rX", folder]);
        await File.WriteAllTextAsync($"{folder}/nginx.conf", $$"""
            worker_processes 2;
            daemon off;
            pid {{folder}}/pid;
            error_log stderr crit;
            events { worker_connections 512; }
            http {
              access_log off; sendfile on; tcp_nopush on; gzip_static on; open_file_cache max=100; keepalive_requests 10000000;
              types { text/html html; application/octet-stream whl; } default_type application/vnd.pypi.simple.v1+json;
              client_body_temp_path {{folder}}; proxy_temp_path {{folder}}; fastcgi_temp_path {{folder}};
              uwsgi_temp_path {{folder}}; scgi_temp_path {{folder}};
              server { listen 127.0.0.1:{{port}}; root {{folder}}/root; }
            }
            """);
        var process = Programs.Begin("/usr/sbin/nginx", ["-c", $"{folder}/nginx.conf"]);
        await Task.Delay(500);
        return process.HasExited
            ? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync())
            : new Nginx(folder, process, $"http://127.0.0.1:{port}");
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
