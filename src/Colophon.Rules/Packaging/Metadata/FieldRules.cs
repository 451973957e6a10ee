using System.Collections.Frozen;
using Colophon.Rules.Packaging.Grammars;
using Colophon.Rules.Packaging.Names;

namespace Colophon.Rules.Packaging.Metadata;

/// <summary>
/// The rules of single values, in the order in which they are looked at: first what the specification asks of every reader, by the alphabet,
/// then what an index asks beyond it. The words are PyPI's (pypi-wire.md 5.5).
/// </summary>
internal static class FieldRules
{
    public const int MostOfSummary = 512;

    private static readonly Problem Invalid = MetadataProblems.Invalid;

    private static readonly FrozenSet<string> MetadataVersions = FrozenSet.ToFrozenSet(["1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5"], StringComparer.Ordinal);

    /// <summary>Those without which nothing else can be judged.</summary>
    public static IReadOnlyList<FieldRule> OfHead { get; } =
    [
        new("metadata-version", "1.0, 1.1, 1.2 or 2.1 to 2.5", Invalid, v => MetadataVersions.Contains(v) ? null : $"'{Shown(v)}' is not a valid metadata version"),
        new("name", "ASCII letters, digits, '.', '_' and '-', with a letter or digit at both ends", Invalid, v => ProjectName.Parse(v).TryGet(out _, out _) ? null : Bad("name", v)),
        new("version", "a version (PEP 440)", NameProblems.InvalidVersion, v => ReleaseVersion.Parse(v).TryGet(out _, out _) ? null : Bad("version", v)),
    ];

    public static IReadOnlyList<FieldRule> All { get; } =
    [
        new("description-content-type", "text/plain, text/x-rst or text/markdown; charset UTF-8; variant GFM or CommonMark", Invalid, ContentType.Fault),
        new("dynamic", "a field's name, but not name, version or metadata-version", Invalid, Dynamic),
        new("import-name", "dotted identifiers that are no keywords, perhaps with `; private`; an empty one says that nothing can be imported", Invalid, v => ImportName.Fault("import-name", v)),
        new("import-namespace", "dotted identifiers that are no keywords, perhaps with `; private`", Invalid, v => ImportName.Fault("import-namespace", v)),
        new("license-expression", "an SPDX expression of known ids or `LicenseRef-…`", Invalid, v => LicenseExpression.Canonical(v) is null ? Bad("license-expression", v) : null),
        new("license-file", "a relative path with '/', without '..' and '*'", MetadataProblems.LicenseFile, LicenseFile),
        new("provides-extra", "a name of letters, digits, '.', '_' and '-'", Invalid, v => ProjectName.Parse(v).TryGet(out _, out _) ? null : Bad("provides-extra", v)),
        new("requires-dist", "a requirement (PEP 508)", Invalid, v => Requirement.Parse(v) is null ? Bad("requires-dist", v) : null),
        new("requires-python", "version conditions (PEP 440)", Invalid, v => SpecifierSet.Parse(v) is null ? Bad("requires-python", v) : null),
        new("summary", "a single line", Invalid, v => v.Contains('\n', StringComparison.Ordinal) ? "'summary' must be a single line" : null),

        new("author-email", "addresses, if any, that mail could be sent to", Invalid, EmailAddresses.Fault),
        new("download-url", "an http or https URL without credentials", MetadataProblems.Url, Url),
        new("home-page", "an http or https URL without credentials", MetadataProblems.Url, Url),
        new("maintainer-email", "addresses, if any, that mail could be sent to", Invalid, EmailAddresses.Fault),
        new("obsoletes-dist", "a requirement (PEP 508) without a direct reference", Invalid, Dependency),
        new("project-url", "a label of at most 32 characters, a comma, an http or https URL without credentials", MetadataProblems.Url, ProjectUrl),
        new("provides-dist", "a requirement (PEP 508) without a direct reference", Invalid, Dependency),
        new("requires-dist", "no direct reference (`name @ URL`)", Invalid, Dependency),
        new("summary", "at most 512 characters", Invalid, v => v.Length > MostOfSummary ? "'summary' field must be 512 characters or less" : null),
    ];

    /// <summary>The label of a project URL, and the URL.</summary>
    public static (string Label, string Url) SplitUrl(string value)
    {
        var comma = value.IndexOf(',', StringComparison.Ordinal);
        return comma < 0 ? (value.Trim(), "") : (value[..comma].Trim(), value[(comma + 1)..].Trim());
    }

    internal static string Shown(string value) => value.Length > 100 ? value[..100] + "…" : value;

    private static string Bad(string field, string value) => $"'{Shown(value)}' is invalid for '{field}'";

    private static string? Url(string value) => WebAddress.IsOne(value) ? null : $"'{Shown(value)}' is not a valid url";

    private static string? Dynamic(string value)
    {
        var field = value.ToLowerInvariant();
        if (field is "name" or "version" or "metadata-version") return $"'{field}' is not allowed as a dynamic field";
        if (!MetadataField.ByHeader.ContainsKey(field)) return $"'{Shown(value)}' is not a valid dynamic field";
        return field == "dynamic" ? $"Dynamic field '{value}' is not a valid dynamic field" : null;
    }

    private static string? Dependency(string value)
    {
        if (Requirement.Parse(value) is not { } requirement) return $"'{Shown(value)}' is invalid: expected a requirement as PEP 508 writes it";
        return requirement.Url is null ? null : $"Can't have direct dependency: {Shown(value)}";
    }

    private static string? LicenseFile(string path)
    {
        string Wrong(string why) => $"'{Shown(path)}' is invalid for 'license-file', {why}";
        if (path.Contains("..", StringComparison.Ordinal)) return Wrong("parent directory indicators are not allowed");
        if (path.Contains('*', StringComparison.Ordinal)) return Wrong("paths must be resolved");
        if (path.StartsWith('/') || path.StartsWith('\\') || path.Contains(':', StringComparison.Ordinal)) return Wrong("paths must be relative");
        return path.Contains('\\', StringComparison.Ordinal) ? Wrong("paths must use '/' delimiter") : null;
    }

    private static string? ProjectUrl(string value)
    {
        var (label, url) = SplitUrl(value);
        if (label.Length == 0) return "Must have a label";
        if (label.Length > 32) return $"'{Shown(label)}' must be 32 characters or less";
        return url.Length == 0 ? "Must have a URL" : Url(url);
    }
}
