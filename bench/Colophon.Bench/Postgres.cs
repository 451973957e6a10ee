using System.Globalization;
using System.Text.RegularExpressions;
using Colophon.Demo;

namespace Colophon.Bench;

/// <summary>The bound for durable commits on this disk: pgbench with one row a transaction, on a server of its own.</summary>
internal static partial class Postgres
{
    /// <summary>Commits per second; null where there is no PostgreSQL.</summary>
    public static async Task<double?> Commits(string folder, int clients, int seconds)
    {
        if (!Directory.Exists("/usr/lib/postgresql") || Environment.UserName != "root") return null;
        var bin = Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Last() + "/bin";
        if (!File.Exists($"{bin}/initdb") || !File.Exists($"{bin}/pgbench")) return null;
        var data = Path.Combine(folder, "postgres");
        Directory.CreateDirectory(data);
        foreach (var path in (string[])[folder, data]) await Programs.Run("/bin/chown", ["postgres", path]);
        try
        {
            await As($"{bin}/initdb -D {data} -A trust --no-instructions");
            await As($"{bin}/pg_ctl -D {data} -w -l {data}/log -o '-c listen_addresses= -k {data}' start");
            await File.WriteAllTextAsync($"{folder}/row.sql", "INSERT INTO rows (words) VALUES ('one row');\n");
            await As($"{bin}/psql -h {data} -c 'CREATE TABLE rows (id bigserial PRIMARY KEY, words text)' postgres");
            var ran = await As($"{bin}/pgbench -h {data} -n -f {folder}/row.sql -c {clients} -j 2 -T {seconds} postgres");
            return double.Parse(Tps().Match(ran).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        }
        finally
        {
            await Programs.Run("/bin/su", ["postgres", "-c", $"{bin}/pg_ctl -D {data} -m immediate stop"]);
        }
    }

    private static async Task<string> As(string command)
    {
        // pg_ctl's server keeps the pipes open: output goes to a file instead.
        var log = Path.GetTempFileName();
        var ended = await Programs.Run("/bin/sh", ["-c", $"su postgres -c \"{command}\" > {log} 2>&1"]);
        var output = await File.ReadAllTextAsync(log);
        File.Delete(log);
        return ended.ExitCode == 0 ? output : throw new InvalidOperationException($"{command}\n{output}");
    }

    [GeneratedRegex(@"tps = ([\d.]+)")]
    private static partial Regex Tps();
}
