using System.Text.RegularExpressions;
using Colophon.Rules.Packaging.Names;

namespace Colophon.Rules.Packaging;

/// <summary>The rules of core metadata, field by field, with the words that PyPI uses (pypi-wire.md 5.5).</summary>
internal static partial class MetadataRules
{
    private static readonly string[] MetadataVersions = ["1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5"];

    /// <summary>Fields that may stand more than once.</summary>
    private static readonly HashSet<string> Lists =
    [
        "platform", "supported-platform", "classifier", "requires", "provides", "obsoletes", "requires-dist", "provides-dist",
            "obsoletes-dist", "requires-external",
        "project-url", "provides-extra", "dynamic", "license-file", "import-name", "import-namespace",
    ];

    /// <summary>
    /// Since which metadata version a field exists; those of 1.0 are left out, and License-File, which setuptools wrote years before 2.4.
    /// </summary>
    private static readonly Dictionary<string, string> Introduced = new(StringComparer.Ordinal)
    {
        ["supported-platform"] = "1.1",
        ["download-url"] = "1.1",
        ["classifier"] = "1.1",
        ["requires"] = "1.1",
        ["provides"] = "1.1",
        ["obsoletes"] = "1.1",
        ["maintainer"] = "1.2",
        ["maintainer-email"] = "1.2",
        ["requires-dist"] = "1.2",
        ["requires-python"] = "1.2",
        ["requires-external"] = "1.2",
        ["project-url"] = "1.2",
        ["provides-dist"] = "1.2",
        ["obsoletes-dist"] = "1.2",
        ["description-content-type"] = "2.1",
        ["provides-extra"] = "2.1",
        ["dynamic"] = "2.2",
        ["license-expression"] = "2.4",
        ["import-name"] = "2.5",
        ["import-namespace"] = "2.5",
    };

    /// <summary>Rules of one value each: null when it holds.</summary>
    private static readonly (string Field, Func<string, string?> Wrong)[] Values =
    [
        ("summary", v => v.Contains('\n', StringComparison.Ordinal) ? "'summary' must be a single line" : v.Length > 512
            ? "'summary' field must be 512 characters or less"
            : null),
        ("requires-python", v => Specifiers().IsMatch(v) ? null : $"'{Shown(v)}' is invalid for 'requires-python'"),
        ("description-content-type", v => ContentType().IsMatch(v)
            ? null
            : $"'description-content-type' must be one of ['text/plain', 'text/x-rst', 'text/markdown'], not '{Shown(v)}'"),
        ("provides-extra", v => Name().IsMatch(v) ? null : $"'{Shown(v)}' is invalid for 'provides-extra'"),
        ("requires-dist", v => WrongRequirement("requires-dist", v)),
        ("provides-dist", v => WrongRequirement("provides-dist", v)),
        ("obsoletes-dist", v => WrongRequirement("obsoletes-dist", v)),
        ("dynamic", v => v.ToLowerInvariant() is "name" or "version" or "metadata-version"
            ? $"'{Shown(v)}' is not allowed as a dynamic field"
            : null),
        ("license-file", WrongLicenseFile),
        ("home-page", v => IsUrl(v) ? null : $"'{Shown(v)}' is not a valid url"),
        ("download-url", v => IsUrl(v) ? null : $"'{Shown(v)}' is not a valid url"),
        ("project-url", WrongProjectUrl),
    ];

    public static Fault? FaultIn(Dictionary<string, List<string>> fields)
    {
        foreach (var (field, values) in fields)
        {
            if (values.Count > 1 && !Lists.Contains(field))
                return MetadataProblems.Bad($"'{field}' has invalid data: it stands {values.Count} times, expected once");
        }

        if (!fields.TryGetValue("metadata-version", out var version) || !MetadataVersions.Contains(version[0]))
            return MetadataProblems.Bad($"'{Shown(version?[0] ?? "None")}' is not a valid metadata version");
        if (!fields.TryGetValue("name", out var name)) return MetadataProblems.Bad("'name' is a required field");
        if (!fields.TryGetValue("version", out var release)) return MetadataProblems.Bad("'version' is a required field");
        if (!ProjectName.Parse(name[0]).TryGet(out _, out _)) return MetadataProblems.Bad($"'{Shown(name[0])}' is invalid for 'name'");
        if (!ReleaseVersion.Parse(release[0]).TryGet(out _, out var fault)) return fault;

        return NewerField(fields, version[0]) ?? Values.SelectMany(rule => Of(fields, rule.Field).Select(rule.Wrong)).OfType<string>()
            .Select(Say).FirstOrDefault();
    }

    private static Fault Say(string wrong) => wrong.Contains("url", StringComparison.Ordinal)
        ? MetadataProblems.Url.Because($"{wrong}. See https://packaging.python.org/specifications/core-metadata for more information.")
        : MetadataProblems.Bad(wrong);

    private static List<string> Of(Dictionary<string, List<string>> fields, string field) => fields.TryGetValue(field, out var values)
        ? values
        : [];

    private static Fault? NewerField(Dictionary<string, List<string>> fields, string version)
    {
        var newer = fields.Keys.FirstOrDefault(field =>
            Introduced.TryGetValue(field, out var since) && string.CompareOrdinal(since, version) > 0);

        return newer is null ? null : MetadataProblems.Bad($"{newer} introduced in metadata version {Introduced[newer]}, not {version}");
    }

    private static string? WrongRequirement(string field, string value)
    {
        if (DirectReference().IsMatch(value)) return $"Can't have direct dependency: {Shown(value)}";
        return Requirement().IsMatch(value) ? null : $"'{Shown(value)}' is invalid for '{field}'";
    }

    private static string? WrongLicenseFile(string path)
    {
        if (path.Contains("..", StringComparison.Ordinal))
            return $"'{Shown(path)}' is invalid for 'license-file', parent directory indicators are not allowed";
        if (path.Contains('*', StringComparison.Ordinal)) return $"'{Shown(path)}' is invalid for 'license-file', paths must be resolved";
        if (path.StartsWith('/') || path.Contains(':', StringComparison.Ordinal))
            return $"'{Shown(path)}' is invalid for 'license-file', paths must be relative";
        return path.Contains('\\', StringComparison.Ordinal)
            ? $"'{Shown(path)}' is invalid for 'license-file', paths must use '/' delimiter"
            : null;
    }

    private static string? WrongProjectUrl(string value)
    {
        var comma = value.IndexOf(',', StringComparison.Ordinal);
        var (label, url) = comma < 0 ? (value, "") : (value[..comma].Trim(), value[(comma + 1)..].Trim());
        if (label.Length == 0) return "project-url: Must have a label";
        if (label.Length > 32) return $"project-url: '{Shown(label)}' must be 32 characters or less";
        if (url.Length == 0) return "project-url: Must have a URL";
        return IsUrl(url) ? null : $"'{Shown(url)}' is not a valid url";
    }

    private static bool IsUrl(string value) => value.Length <= 2048 && Uri.TryCreate(value, UriKind.Absolute, out var url)
        && url.Scheme is "http" or "https" && url.UserInfo.Length == 0 && !value.Any(c => c <= ' ' || char.IsControl(c) || c == '\\');

    private static string Shown(string value) => value.Length > 100 ? value[..100] + "…" : value;

    private const string OneSpecifier = @"(?:(?:~=|==|!=|<=|>=|<|>)\s*v?[0-9][0-9A-Za-z.!+*_-]*|===\s*\S+?)";

    [GeneratedRegex(@"\A\s*(?:" + OneSpecifier + @"\s*(?:,\s*(?:" + OneSpecifier + @"\s*)?)*)?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Specifiers();

    [GeneratedRegex(@"\A[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\s*(?:\[[A-Za-z0-9._,\s-]*\])?\s*(?:\(\s*(?:" + OneSpecifier
        + @"\s*,?\s*)*\)|(?:" + OneSpecifier + @"\s*,?\s*)*)\s*(?:;[\s\S]+)?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Requirement();

    [GeneratedRegex(@"\A[^;]*@[\s\S]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex DirectReference();

    [GeneratedRegex(@"\A[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\z", RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex(@"\A(?i)text/(?:plain|x-rst|markdown)\s*(?:;\s*(?:charset\s*=\s*""?utf-8""?|variant\s*=\s*(?:gfm|commonmark))\s*)*\z",
        RegexOptions.NonBacktracking)]
    private static partial Regex ContentType();
}
