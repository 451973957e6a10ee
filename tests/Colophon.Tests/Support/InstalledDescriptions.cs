using System.IO.Compression;

namespace Colophon.Tests.Support;

/// <summary>Long descriptions of the Python distributions that this machine has: wheels, and what the system's Python has installed.</summary>
internal static class InstalledDescriptions
{
    private const string Installed = "/usr/lib/python3/dist-packages";
    private const string Wheels = "/usr/share/python-wheels";

    public static List<(string Of, string Text, bool IsRst)> All()
    {
        var metadata = Directory.EnumerateDirectories(Installed, "*-info")
            .SelectMany(folder => (string[])[Path.Combine(folder, "METADATA"), Path.Combine(folder, "PKG-INFO")]).Where(File.Exists)
            .Select(path => (Path.GetFileName(Path.GetDirectoryName(path)!), File.ReadAllText(path)))
            .Concat(Directory.EnumerateFiles(Wheels, "*.whl").SelectMany(InWheel));
        return [.. metadata.Select(found => Read(found.Item1, found.Item2)).Where(found => found.Text.Trim() is not ("" or "UNKNOWN")).DistinctBy(found => found.Of)];
    }

    private static IEnumerable<(string, string)> InWheel(string path)
    {
        using var wheel = ZipFile.OpenRead(path);
        if (wheel.Entries.FirstOrDefault(entry => entry.FullName.EndsWith(".dist-info/METADATA", StringComparison.Ordinal)) is not { } entry) yield break;
        using var reader = new StreamReader(entry.Open());
        yield return (Path.GetFileName(path), reader.ReadToEnd());
    }

    private static (string Of, string Text, bool IsRst) Read(string of, string metadata)
    {
        var text = metadata.Replace("\r\n", "\n", StringComparison.Ordinal);
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        var (head, body) = end < 0 ? (text, "") : (text[..end], text[(end + 2)..]);
        var type = head.Split('\n').FirstOrDefault(line => line.StartsWith("Description-Content-Type:", StringComparison.OrdinalIgnoreCase)) ?? "";
        return (of, body, !type.Contains("markdown", StringComparison.Ordinal) && !type.Contains("plain", StringComparison.Ordinal));
    }
}
