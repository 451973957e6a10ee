namespace Colophon.Rules.Packaging.Names;

/// <summary>For whom a file is, in words: "CPython 3.12 on Linux, x86-64 (glibc 2.17 or later)".</summary>
public static class TagsInWords
{
    public static string Of(FileName file)
    {
        if (file.Kind == DistributionKind.Sdist) return "source, to build anywhere";
        var systems = file.PlatformTags.Select(System).Distinct(StringComparer.Ordinal);
        return $"{Pythons(file)} on {string.Join("; ", systems)}";
    }

    private static string Pythons(FileName file)
    {
        var isStable = file.AbiTags.Contains("abi3");
        var isFree = file.AbiTags.Any(abi => abi.StartsWith("cp", StringComparison.Ordinal) && abi.EndsWith('t'));
        return string.Join(", ", file.PythonTags.Select(Python)) + (isStable ? " and later" : isFree ? ", free-threaded" : "");
    }

    private static string Python(string tag) => tag switch
    {
        "py3" => "any Python 3",
        "py2" => "any Python 2",
        _ when Number(tag, "cp") is { } version => $"CPython {version}",
        _ when Number(tag, "pp") is { } version => $"PyPy {version}",
        _ when Number(tag, "py") is { } version => $"Python {version}",
        _ => tag,
    };

    /// <summary>What stands behind two letters: the first figure is the major version.</summary>
    private static string? Number(string tag, string begins) =>
        tag.StartsWith(begins, StringComparison.Ordinal) && tag.Length > begins.Length && tag.Skip(begins.Length).All(char.IsAsciiDigit)
            ? tag.Length == begins.Length + 1 ? tag[begins.Length..] : $"{tag[begins.Length]}.{tag[(begins.Length + 1)..]}"
            : null;

    private static string System(string tag)
    {
        var parts = tag.Split('_');
        return tag switch
        {
            "any" => "any system",
            "win32" => "Windows, 32-bit x86",
            "win_amd64" => "Windows, x86-64",
            "win_arm64" => "Windows, ARM64",
            _ when tag.StartsWith("manylinux1_", StringComparison.Ordinal) => Linux(parts, 1, "glibc 2.5"),
            _ when tag.StartsWith("manylinux2010_", StringComparison.Ordinal) => Linux(parts, 1, "glibc 2.12"),
            _ when tag.StartsWith("manylinux2014_", StringComparison.Ordinal) => Linux(parts, 1, "glibc 2.17"),
            _ when tag.StartsWith("manylinux_", StringComparison.Ordinal) && parts.Length > 3 => Linux(parts, 3, $"glibc {parts[1]}.{parts[2]}"),
            _ when tag.StartsWith("musllinux_", StringComparison.Ordinal) && parts.Length > 3 => Linux(parts, 3, $"musl {parts[1]}.{parts[2]}"),
            _ when tag.StartsWith("macosx_", StringComparison.Ordinal) && parts.Length > 3 =>
                $"macOS {parts[1]}.{parts[2]} or later, {Apple(Rest(parts, 3))}",
            _ when tag.StartsWith("linux_", StringComparison.Ordinal) => $"Linux, {Machine(Rest(parts, 1))}",
            _ when tag.StartsWith("android_", StringComparison.Ordinal) && parts.Length > 2 =>
                $"Android (API {parts[1]} or later), {Machine(Rest(parts, 2))}",
            _ when tag.StartsWith("ios_", StringComparison.Ordinal) && parts.Length > 3 => $"iOS {parts[1]}.{parts[2]} or later",
            _ when tag.StartsWith("pyemscripten_", StringComparison.Ordinal) => "WebAssembly",
            _ => tag,
        };
    }

    private static string Linux(string[] parts, int machineAt, string library) =>
        $"Linux, {Machine(Rest(parts, machineAt))} ({library} or later)";

    private static string Rest(string[] parts, int from) => string.Join('_', parts.Skip(from));

    private static string Machine(string machine) => machine switch
    {
        "x86_64" => "x86-64",
        "i686" or "x86" => "32-bit x86",
        "aarch64" or "arm64_v8a" => "ARM64",
        "armv7l" or "armeabi_v7a" => "32-bit ARM",
        _ => machine,
    };

    private static string Apple(string machine) => machine switch
    {
        "arm64" => "Apple silicon",
        "x86_64" => "Intel",
        "universal2" => "Intel and Apple silicon",
        _ => machine,
    };
}
