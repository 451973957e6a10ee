using System.Globalization;
using System.Text.RegularExpressions;
using Colophon.Demo;

namespace Colophon.Bench;

/// <summary>What wrk saw: requests per second, milliseconds at the median and at 99 of 100, and answers other than 2xx and 3xx.</summary>
internal sealed record Load(double Rate, double Median, double Late, int Refused);

/// <summary>Drives a load with wrk.</summary>
internal static partial class Wrk
{
    public static async Task<Load> Run(string url, int connections, int seconds, string? script = null, params IEnumerable<string> headers)
    {
        List<string> arguments = ["-t1", $"-c{connections}", $"-d{seconds}s", "--timeout", "30s", "--latency"];
        if (script is not null) arguments.AddRange(["-s", script]);
        foreach (var header in headers) arguments.AddRange(["-H", header]);
        var ended = await Programs.Run("/usr/bin/wrk", [.. arguments, url]);
        if (ended.ExitCode != 0 || ended.Output.Contains("Socket errors", StringComparison.Ordinal))
            throw new InvalidOperationException($"wrk {url}: {ended.Output}");
        var refused = Refused().Match(ended.Output);
        return new Load(double.Parse(Rate().Match(ended.Output).Groups[1].ValueSpan, CultureInfo.InvariantCulture),
            Milliseconds(ended.Output, "50%"), Milliseconds(ended.Output, "99%"),
            refused.Success ? int.Parse(refused.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0);
    }

    private static double Milliseconds(string output, string part)
    {
        var found = Regex.Match(output, $@"{part}\s+([\d.]+)(us|ms|s)");
        var value = double.Parse(found.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        return found.Groups[2].Value switch { "us" => value / 1000, "s" => value * 1000, _ => value };
    }

    [GeneratedRegex(@"Requests/sec:\s+([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"Non-2xx or 3xx responses: (\d+)")]
    private static partial Regex Refused();
}
