using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Colophon.Demo;

/// <summary>A distribution to upload.</summary>
public sealed record Distribution(string Path, string Name, string Version);

/// <summary>Real distributions: the wheels that the system's Python packages ship, and a source distribution built on the spot.</summary>
public static class Distributions
{
    private static readonly string[] Shelves = ["/usr/share/python-wheels", "/usr/share/python-wheels-bundled"];

    /// <summary>Wheels of the system; none where there is no Python.</summary>
    public static IReadOnlyList<Distribution> OfTheSystem() =>
    [
        .. Shelves.Where(Directory.Exists).SelectMany(shelf => Directory.GetFiles(shelf, "*.whl")).Order(StringComparer.Ordinal)
            .Select(path =>
        {
            var parts = System.IO.Path.GetFileName(path).Split('-');
            return new Distribution(path, parts[0].Replace('_', '-'), parts[1]);
        }),
    ];

    /// <summary>A source distribution with PKG-INFO, a module and a build script that the installed setuptools can build.</summary>
    public static Distribution BuildSdist(string folder, string name, string version)
    {
        var top = $"{name.Replace('-', '_')}-{version}";
        var module = name.Replace('-', '_');
        var path = System.IO.Path.Combine(folder, $"{top}.tar.gz");
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Optimal);
        using var tar = new TarWriter(gzip, TarEntryFormat.Ustar);
        Add(tar, $"{top}/PKG-INFO",
            $"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nSummary: Made on the spot by the demo.\nRequires-Python: >=3.6\n");
        Add(tar, $"{top}/setup.py", $"from setuptools import setup\nsetup(name='{name}', version='{version}', py_modules=['{module}'])\n");
        Add(tar, $"{top}/{module}.py", "ANSWER = 42\n");
        return new Distribution(path, name, version);
    }

    private static void Add(TarWriter tar, string path, string text) => tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, path)
    {
        DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)),
        ModificationTime = DateTimeOffset.UnixEpoch,
    });
}
