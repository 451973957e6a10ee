using Colophon.Rules.Packaging.Containers;
using Colophon.Rules.Packaging.Names;

namespace Colophon.Rules.Packaging;

/// <summary>
/// What a source distribution says of itself: one directory named like the file, with PKG-INFO in it (PEP 625; threats.md E35).
/// </summary>
internal static class SourceArchive
{
    private const long FreeSize = 64 << 20;
    private const int MostRatio = 50;
    private const int MostMetadataBytes = 8 << 20;

    /// <exception cref="BrokenArchive">The archive is not one that every installer would read the same.</exception>
    public static CoreMetadata Read(Stream content, FileName file)
    {
        var top = $"{file.NamePart}-{file.VersionPart}";
        var pkgInfo = $"{top}/PKG-INFO";
        var paths = new HashSet<string>(StringComparer.Ordinal);
        byte[]? metadata = null;

        var tar = new TarContainer(content, Math.Max(FreeSize, content.Length * MostRatio));
        tar.Read(path => path == pkgInfo ? MostMetadataBytes : 0, (path, isDirectory, bytes) =>
        {
            if (path != top && !path.StartsWith(top + "/", StringComparison.Ordinal))
                throw new BrokenArchive(MetadataProblems.SdistLayout.Because("Invalid distribution file. Incorrect number of top-level "
                    + $"directories in sdist: '{path}' is not in '{top}/'"));
            if (path == top && !isDirectory)
                throw new BrokenArchive(MetadataProblems.SdistLayout.Because($"Invalid distribution file. '{top}' is a file, expected a "
                    + "directory"));
            if (!isDirectory) paths.Add(path);
            metadata ??= bytes;
        });

        if (metadata is null)
            throw new BrokenArchive(MetadataProblems.SdistPkgInfo.Because($"Invalid distribution file. PKG-INFO not found at {pkgInfo}"));
        var core = CoreMetadata.Parse(metadata).TryGet(out var read, out var fault) ? read : throw new BrokenArchive(fault);
        RefuseMissingLicenses(core, paths, file, top);
        return core;
    }

    private static void RefuseMissingLicenses(CoreMetadata core, HashSet<string> paths, FileName file, string top)
    {
        if (string.CompareOrdinal(core.MetadataVersion, "2.4") < 0) return;
        var missing = core.All("license-file").FirstOrDefault(path => !paths.Contains($"{top}/{path}"));
        if (missing is not null)
            throw new BrokenArchive(MetadataProblems.LicenseFile.Because($"License-File {missing} does not exist in distribution file "
                + $"{file} at {top}/{missing}"));
    }
}
