using Colophon.Rules.Packaging.Containers;
using Colophon.Rules.Packaging.Names;

namespace Colophon.Rules.Packaging;

/// <summary>
/// A source distribution as its container was read: one directory named like the file, with PKG-INFO in it (PEP 625; threats.md E35).
/// </summary>
internal sealed class SourceArchive
{
    private const long FreeSize = 64 << 20;
    private const int MostRatio = 50;
    private const int MostTextBytes = 8 << 20; // what is read before CoreMetadata judges its size

    private readonly HashSet<string> files = new(StringComparer.Ordinal);
    private readonly List<string> directories = [];

    private SourceArchive(FileName file) => Top = $"{file.NamePart}-{file.VersionPart}";

    /// <summary>The directory that everything must lie in.</summary>
    public string Top { get; }

    /// <summary>PKG-INFO's bytes; null when it is not where it belongs.</summary>
    public byte[]? PkgInfo { get; private set; }

    /// <summary>Reads the archive once, from front to back.</summary>
    /// <exception cref="BrokenArchive">The archive is not one that every installer would read the same.</exception>
    public static SourceArchive Open(Stream content, FileName file)
    {
        var archive = new SourceArchive(file);
        var pkgInfo = $"{archive.Top}/PKG-INFO";
        var tar = new TarContainer(content, Math.Max(FreeSize, content.Length * MostRatio));
        tar.Read(path => path == pkgInfo ? MostTextBytes : 0, (path, isDirectory, bytes) =>
        {
            if (isDirectory) archive.directories.Add(path);
            else archive.files.Add(path);
            archive.PkgInfo ??= bytes;
        });
        return archive;
    }

    public bool Holds(string path) => files.Contains($"{Top}/{path}");

    public Fault? Layout()
    {
        if (files.Contains(Top))
            return DistributionProblems.SdistLayout.Because($"Invalid distribution file. '{Top}' is a file, expected a directory");
        var stray = files.FirstOrDefault(path => !path.StartsWith(Top + "/", StringComparison.Ordinal))
            ?? directories.Find(path => path != Top && !path.StartsWith(Top + "/", StringComparison.Ordinal));
        return stray is null ? null : DistributionProblems.SdistLayout.Because(
            $"Invalid distribution file. Incorrect number of top-level directories in sdist: '{stray}' is not in '{Top}/'");
    }

    public Fault? NoPkgInfo() => PkgInfo is null
        ? DistributionProblems.SdistPkgInfo.Because($"Invalid distribution file. PKG-INFO not found at {Top}/PKG-INFO")
        : null;
}
