using Colophon.Rules.Packaging.Names;

namespace Colophon.Rules.Packaging.Wheels;

/// <summary>A wheel's file WHEEL: its format, where it is unpacked to, and for which interpreters it is.</summary>
internal static class WheelFile
{
    private const int MostTags = 1000;

    /// <summary>Whether it is there and of a format that installers unpack.</summary>
    public static Fault? Format(WheelArchive wheel)
    {
        if (wheel.InInfo("WHEEL") is not { } member) return WheelLayout.Fault($"WHEEL not found at {wheel.Info}/WHEEL");
        if (wheel.Text(member) is not { } text) return WheelLayout.Fault("the file WHEEL is not valid UTF-8");

        var versions = All(text, "Wheel-Version");
        if (versions is not [var version] || version.Split('.')[0] != "1")
            return WheelLayout.Fault($"the file WHEEL names the format '{Shown(versions)}', expected 1.x");
        var pure = All(text, "Root-Is-Purelib");
        return pure is [var one] && one.ToLowerInvariant() is "true" or "false"
            ? null
            : WheelLayout.Fault($"the file WHEEL says '{Shown(pure)}' for Root-Is-Purelib, expected true or false");
    }

    /// <summary>Installers choose by the name and may look into the file: both must promise the same.</summary>
    public static Fault? Tags(WheelArchive wheel)
    {
        var text = wheel.Text(wheel.InInfo("WHEEL")!)!;
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tag in All(text, "Tag"))
        {
            var parts = tag.Split('-');
            if (parts.Length != 3) return WheelLayout.Fault($"the file WHEEL has the tag '{tag}', expected three parts");
            if (!Expand(parts, written)) return WheelLayout.Fault($"the file WHEEL stands for more than {MostTags} combinations of tags");
        }

        var named = new HashSet<string>(StringComparer.Ordinal);
        var file = wheel.File;
        Expand([string.Join('.', file.PythonTags), string.Join('.', file.AbiTags), string.Join('.', file.PlatformTags)], named);
        if (!written.SetEquals(named))
            return NameProblems.Mismatch.Because(
                $"The tags of '{file}' are not those of its file WHEEL: the name says '{Shown(named)}', the file '{Shown(written)}'.");

        var build = All(text, "Build");
        return build is [] || (build is [var one] && one == file.Build)
            ? null
            : NameProblems.Mismatch.Because($"The build number of '{file}' is not that of its file WHEEL: '{Shown(build)}'.");
    }

    /// <summary>Each combination of a compressed tag; false when there are too many.</summary>
    private static bool Expand(string[] parts, HashSet<string> tags)
    {
        foreach (var python in parts[0].Split('.'))
        {
            foreach (var abi in parts[1].Split('.'))
            {
                foreach (var platform in parts[2].Split('.'))
                {
                    tags.Add($"{python}-{abi}-{platform}");
                    if (tags.Count > MostTags) return false;
                }
            }
        }

        return true;
    }

    private static List<string> All(string text, string header)
    {
        var values = new List<string>();
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.Length > header.Length && line[header.Length] == ':' && line.StartsWith(header, StringComparison.OrdinalIgnoreCase))
                values.Add(line[(header.Length + 1)..].Trim().ToString());
        }

        return values;
    }

    private static string Shown(IReadOnlyCollection<string> values) => values.Count == 0
        ? "nothing"
        : string.Join(", ", values.Order(StringComparer.Ordinal).Take(6)) + (values.Count > 6 ? ", …" : "");
}
