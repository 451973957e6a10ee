using System.Diagnostics;

namespace Colophon.Demo;

/// <summary>What a program printed and how it ended.</summary>
public sealed record Ended(int ExitCode, string Output);

/// <summary>Runs other programs: the index's verbs, Python, pip, twine.</summary>
public static class Programs
{
    /// <summary>The first of the paths that exists; null when none does.</summary>
    public static string? Find(params IReadOnlyList<string> paths) => paths.FirstOrDefault(File.Exists);

    public static async Task<Ended> Run(string program, IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        using var process = Begin(program, arguments, environment, folder);
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(deadline.Token),
            process.StandardError.ReadToEndAsync(deadline.Token));
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return new Ended(process.ExitCode, await output + await errors);
    }

    /// <summary>Starts a program and leaves it running; its output can be read.</summary>
    public static Process Begin(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null,
        string? folder = null)
    {
        var start = new ProcessStartInfo(program,
            arguments)
        { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? "" };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
