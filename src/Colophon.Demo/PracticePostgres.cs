using System.Globalization;

namespace Colophon.Demo;

/// <summary>
/// A PostgreSQL server for practice, in a temporary folder and on a socket there: nobody else's data, no port, gone in the end. Started as
/// root it runs as the user postgres, since the server refuses root.
/// </summary>
public sealed class PracticePostgres : IAsyncDisposable
{
    private readonly string programs;
    private readonly string folder;
    private readonly string settings;

    private PracticePostgres(string programs, string folder, bool isDurable)
    {
        (this.programs, this.folder) = (programs, folder);
        var flush = isDurable ? "" : " -c fsync=off -c synchronous_commit=off -c full_page_writes=off";
        settings = $"-c listen_addresses= -c unix_socket_directories={folder} -c max_connections=300{flush}";
    }

    /// <summary>The folder of the server's programs; null where there is no PostgreSQL.</summary>
    public static string? Programs { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Select(version => $"{version}/bin")
            .LastOrDefault(bin => File.Exists($"{bin}/initdb"))
        : null;

    /// <summary>The folder of the server's socket, for psql's and pgbench's <c>-h</c>.</summary>
    public string Socket => folder;

    /// <param name="isDurable">Whether a commit waits for the disk, as in production.</param>
    /// <exception cref="InvalidOperationException">There is no PostgreSQL here, or it does not start.</exception>
    public static async Task<PracticePostgres> Start(bool isDurable = false)
    {
        var programs = Programs ?? throw new InvalidOperationException(
            "There is no PostgreSQL server here. On Debian, as root: apt-get install postgresql (./test does it).");
        var folder = Directory.CreateTempSubdirectory("colophon-pg-").FullName;
        if (IsRoot) await Demo.Programs.Run("/bin/chown", ["postgres", folder]);
        var server = new PracticePostgres(programs, folder, isDurable);
        await server.Do($"initdb -D {folder}/data -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync --no-instructions");
        await server.Resume();
        return server;
    }

    /// <summary>A connection string for Npgsql.</summary>
    public string Connection(string database) => $"Host={folder};Username=postgres;Database={database}";

    /// <summary>Starts the server (again) on its data.</summary>
    public async Task Resume()
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await Do($"pg_ctl -D {folder}/data -w -t 60 -l {folder}/log -o '{settings}' start");
                return;
            }
            catch (InvalidOperationException) when (attempt < 30)
            {
                await Task.Delay(100); // a session of the killed server still holds its memory
            }
        }
    }

    /// <summary>Ends the server and every session at once, as a power cut would: what it holds in memory is lost.</summary>
    public async Task Kill()
    {
        var id = (await File.ReadAllLinesAsync($"{folder}/data/postmaster.pid"))[0].Trim();
        var children = await Demo.Programs.Run("/usr/bin/pgrep", ["-P", id]);
        var all = children.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var sessions = all.Where(child => int.TryParse(child, CultureInfo.InvariantCulture, out _));
        await Demo.Programs.Run("/bin/kill", ["-KILL", id, .. sessions]);
        for (var wait = 0; wait < 200 && IsAlive(id); wait++) await Task.Delay(10);
    }

    /// <summary>Runs one of the server's programs as its user.</summary>
    public async Task<string> Do(string command)
    {
        // pg_ctl's server keeps the pipes open: output goes to a file instead.
        var log = Path.GetTempFileName();
        string[] user = IsRoot ? ["--reuid=postgres", "--regid=postgres", "--init-groups", "--reset-env"] : [];
        var shell = $"cd /; {programs}/{command} > {log} 2>&1";
        if (IsRoot) await Demo.Programs.Run("/bin/chown", ["postgres", log]);
        var ended = IsRoot
            ? await Demo.Programs.Run("/usr/bin/setpriv", [.. user, "/bin/sh", "-c", shell])
            : await Demo.Programs.Run("/bin/sh", ["-c", shell]);
        var output = await File.ReadAllTextAsync(log);
        File.Delete(log);
        return ended.ExitCode == 0 ? output : throw new InvalidOperationException($"{command}\n{output}");
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await Do($"pg_ctl -D {folder}/data -m immediate stop");
        }
        catch (InvalidOperationException)
        {
            // killed before
        }

        Directory.Delete(folder, recursive: true);
    }

    private static bool IsAlive(string id) =>
        File.Exists($"/proc/{id}/stat") && !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);

    private static bool IsRoot => Environment.UserName == "root";
}
