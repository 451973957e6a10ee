using System.Globalization;
using System.Text.RegularExpressions;
using Colophon.Demo;

namespace Colophon.Bench;

/// <summary>The bound for durable commits on this disk: pgbench with one row a transaction, on a server of its own.</summary>
internal static partial class Postgres
{
    /// <summary>Commits per second; null where there is no PostgreSQL.</summary>
    public static async Task<double?> Commits(int clients, int seconds)
    {
        if (PracticePostgres.Programs is not { } programs || !File.Exists($"{programs}/pgbench")) return null;
        await using var server = await PracticePostgres.Start(isDurable: true);
        var at = $"-h {server.Socket} -U postgres";
        await File.WriteAllTextAsync($"{server.Socket}/row.sql", "INSERT INTO rows (words) VALUES ('one row');\n");
        await server.Do($"psql {at} -c 'CREATE TABLE rows (id bigserial PRIMARY KEY, words text)' postgres");
        var ran = await server.Do($"pgbench {at} -n -f {server.Socket}/row.sql -c {clients} -j 2 -T {seconds} postgres");
        return double.Parse(Tps().Match(ran).Groups[1].ValueSpan, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"tps = ([\d.]+)")]
    private static partial Regex Tps();
}
