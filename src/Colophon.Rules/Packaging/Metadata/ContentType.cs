namespace Colophon.Rules.Packaging.Metadata;

/// <summary>What a description is written in: three types, one charset, two variants.</summary>
internal static class ContentType
{
    /// <summary>What is wrong with it, in PyPI's words; null when nothing is. Case does not count.</summary>
    public static string? Fault(string value)
    {
        var parts = value.ToLowerInvariant().Split(';');
        var type = parts[0].Trim();
        if (type is not ("text/plain" or "text/x-rst" or "text/markdown"))
            return "'description-content-type' must be one of ['text/plain', 'text/x-rst', 'text/markdown'], not "
                + $"'{FieldRules.Shown(value)}'";

        foreach (var part in parts[1..].Where(part => !string.IsNullOrWhiteSpace(part)))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var (name, given) = equals < 0 ? (part.Trim(), "") : (part[..equals].Trim(), part[(equals + 1)..].Trim().Trim('"'));
            if (name == "charset" && given != "utf-8")
                return $"'description-content-type' can only specify the UTF-8 charset, not '{FieldRules.Shown(given)}'";
            if (name == "variant" && type == "text/markdown" && given is not ("gfm" or "commonmark"))
                return $"valid Markdown variants for 'description-content-type' are ['GFM', 'CommonMark'], not '{FieldRules.Shown(given)}'";
        }

        return null;
    }
}
