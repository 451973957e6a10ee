namespace Colophon.Rules.Packaging.Names;

/// <summary>The two kinds of file that the index serves.</summary>
public enum DistributionKind
{
    /// <summary><c>.whl</c></summary>
    Wheel,

    /// <summary><c>.tar.gz</c></summary>
    Sdist,
}

/// <summary>A distribution's file name, taken apart.</summary>
public sealed class FileName
{
    private const int MostCharacters = 220; // with a suffix it must still fit a file system's 255 bytes

    private FileName(string text, DistributionKind kind, string namePart, ProjectName name, ReleaseVersion version) =>
        (Text, Kind, NamePart, Name, Version) = (text, kind, namePart, name, version);

    public string Text { get; }
    public DistributionKind Kind { get; }

    /// <summary>The name as the file spells it.</summary>
    public string NamePart { get; }

    public ProjectName Name { get; }
    public ReleaseVersion Version { get; }

    /// <summary>The version as the file spells it.</summary>
    public string VersionPart { get; private init; } = "";

    public string? Build { get; private init; }
    public IReadOnlyList<string> PythonTags { get; private init; } = [];
    public IReadOnlyList<string> AbiTags { get; private init; } = [];
    public IReadOnlyList<string> PlatformTags { get; private init; } = [];

    public static Parsed<FileName> Parse(string text)
    {
        if (text.Any(c => c is < ' ' or '\x7f'))
            return NameProblems.InvalidFileName.Because("Cannot upload a file with non-printable characters (ordinals 0-31) or the DEL "
                + "character (ordinal 127) in the name.");
        if (text.Contains('/', StringComparison.Ordinal) || text.Contains('\\', StringComparison.Ordinal))
            return NameProblems.InvalidFileName.Because(@"Cannot upload a file with '/' or '\' in the name.");
        if (text.Length > MostCharacters)
            return NameProblems.InvalidFileName.Because($"Filename is too long: '{text[..60]}…' has {text.Length} characters, expected at "
                + $"most {MostCharacters}.");
        if (text.Any(c => !char.IsAsciiLetterOrDigit(c) && !"._-+!".Contains(c, StringComparison.Ordinal)) || text.StartsWith('-')
            || text.StartsWith('.'))
            return NameProblems.InvalidFileName.Because($"'{text}' holds characters that file names of distributions never have.");

        if (text.EndsWith(".whl", StringComparison.Ordinal)) return Wheel(text, text[..^".whl".Length]);
        if (text.EndsWith(".tar.gz", StringComparison.Ordinal)) return Sdist(text, text[..^".tar.gz".Length]);
        return NameProblems.Extension.Because($"Invalid file extension: Use .tar.gz or .whl extension. Found '{text}'.");
    }

    public override string ToString() => Text;

    private static Parsed<FileName> Sdist(string text, string stem)
    {
        var dash = stem.LastIndexOf('-');
        if (dash <= 0 || !ProjectName.Parse(stem[..dash]).TryGet(out var name, out _) || !ReleaseVersion.Parse(stem[(dash + 1)..])
            .TryGet(out var version, out _))
            return NameProblems.InvalidFileName.Because($"Invalid source distribution filename: {text}");
        return new FileName(text, DistributionKind.Sdist, stem[..dash], name, version) { VersionPart = stem[(dash + 1)..] };
    }

    private static Parsed<FileName> Wheel(string text, string stem)
    {
        var parts = stem.Split('-');
        if (parts.Length is not (5 or 6))
            return NameProblems.InvalidFileName.Because($"Invalid wheel filename (wrong number of parts): '{stem}'");
        if (parts[0].Contains("__", StringComparison.Ordinal) || !ProjectName.Parse(parts[0]).TryGet(out var name, out _))
            return NameProblems.InvalidFileName.Because($"Invalid project name: '{stem}'");
        if (!ReleaseVersion.Parse(parts[1]).TryGet(out var version, out _))
            return NameProblems.InvalidFileName.Because($"Invalid wheel filename (invalid version): '{stem}'");

        var build = parts.Length == 6 ? parts[2] : null;
        if (build is not null && !char.IsAsciiDigit(build.FirstOrDefault()))
            return NameProblems.InvalidFileName.Because($"Invalid build number: {build} in '{stem}'");
        if (WheelTags.Fault(text, parts[^3], parts[^2], parts[^1]) is { } fault) return fault;

        return new FileName(text, DistributionKind.Wheel, parts[0], name, version)
        {
            VersionPart = parts[1],
            Build = build,
            PythonTags = parts[^3].Split('.'),
            AbiTags = parts[^2].Split('.'),
            PlatformTags = parts[^1].Split('.'),
        };
    }
}
