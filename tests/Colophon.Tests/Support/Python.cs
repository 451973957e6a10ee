using Colophon.Demo;

namespace Colophon.Tests.Support;

/// <summary>The system's Python, as an independent judge. Where it is missing tests fail and say how to get it.</summary>
internal static class Python
{
    public const string Path = "/usr/bin/python3";

    public static async Task<string> Run(string script, string input = "", params string[] arguments)
    {
        Assert.True(File.Exists(Path),
            "There is no /usr/bin/python3. Debian: apt-get install python3 python3-pip (./test does it as root).");
        var folder = Directory.CreateTempSubdirectory("colophon-py-").FullName;
        try
        {
            await File.WriteAllTextAsync(System.IO.Path.Combine(folder, "script.py"), script);
            await File.WriteAllTextAsync(System.IO.Path.Combine(folder, "input"), input);
            var ended = await Programs.Run(Path, ["script.py", .. arguments], folder: folder);
            Assert.True(ended.ExitCode == 0, ended.Output);
            return ended.Output;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
