using System.Collections.Frozen;
using System.Globalization;

namespace Colophon.Rules.Packaging.Metadata;

/// <summary>A name that a distribution can be imported by, perhaps marked as private (PEP 794).</summary>
internal static class ImportName
{
    private static readonly FrozenSet<string> Keywords =
        ("False None True and as assert async await break class continue def del elif else except finally for from global if import in "
            + "is lambda nonlocal not or pass raise return try while with yield")
            .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>What is wrong with it, in PyPI's words; null when nothing is. An empty one says that nothing can be imported.</summary>
    public static string? Fault(string field, string value)
    {
        if (value.Length == 0 && field == "import-name") return null;
        var semicolon = value.IndexOf(';', StringComparison.Ordinal);
        var name = (semicolon < 0 ? value : value[..semicolon]).TrimEnd();
        foreach (var part in name.Split('.'))
        {
            if (!IsIdentifier(part)) return $"'{Shown(name)}' is invalid for '{field}'; '{Shown(part)}' is not a valid identifier";
            if (Keywords.Contains(part)) return $"'{Shown(name)}' is invalid for '{field}'; '{part}' is a keyword";
        }

        return semicolon >= 0 && value[(semicolon + 1)..].Trim() != "private"
            ? $"'{Shown(value)}' is invalid for '{field}'; the only valid option is 'private'"
            : null;
    }

    /// <summary>The name without its option.</summary>
    public static string Plain(string value) => value.Split(';')[0].Trim();

    private static bool IsIdentifier(string part) => part.Length > 0 && (part[0] == '_' || char.IsLetter(part[0]))
        && part.All(c => c == '_' || char.IsLetterOrDigit(c)
            || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);

    private static string Shown(string text) => text.Length > 100 ? text[..100] + "…" : text;
}
