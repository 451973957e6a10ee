using System.Globalization;
using Colophon.Demo;

namespace Colophon.Bench;

/// <summary>What the figures were taken on.</summary>
internal static class Machine
{
    public static async Task<string> Describe()
    {
        var cpu = (await File.ReadAllLinesAsync("/proc/cpuinfo")).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        var memory = (await File.ReadAllLinesAsync("/proc/meminfo"))[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1];
        var gigabytes = long.Parse(memory, CultureInfo.InvariantCulture) / 1024 / 1024;
        var kernel = (await Programs.Run("/bin/uname", ["-sr"])).Output.Trim();
        var commit = (await Programs.Run("/usr/bin/git", ["describe", "--always", "--dirty"])).Output.Trim();
        return $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}, commit {commit}: {Environment.ProcessorCount} cores "
            + $"({cpu?.Split(':')[1].Trim() ?? "unknown"}), {gigabytes} GiB, {kernel}, .NET {Environment.Version}.";
    }

    /// <summary>A line of /proc/PID/status in MiB, such as VmHWM (the peak) or VmRSS.</summary>
    public static double Memory(int process, string line)
    {
        var found = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith(line + ":", StringComparison.Ordinal));
        return double.Parse(found.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>Memory of the process alone, with its share of what it shares, in MiB.</summary>
    public static double Pss(int process)
    {
        var found = File.ReadLines($"/proc/{process}/smaps_rollup").First(l => l.StartsWith("Pss:", StringComparison.Ordinal));
        return double.Parse(found.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>Sets the peak of a process back to what it holds now.</summary>
    public static void ForgetPeak(int process) => File.WriteAllText($"/proc/{process}/clear_refs", "5");

    /// <summary>Processor time that a process has used, in seconds.</summary>
    public static double Cpu(int process)
    {
        var text = File.ReadAllText($"/proc/{process}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / 100.0;
    }
}
