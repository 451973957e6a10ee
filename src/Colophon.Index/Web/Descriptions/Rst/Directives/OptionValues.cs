using System.Text.RegularExpressions;

namespace Colophon.Index.Web.Descriptions.Rst.Directives;

/// <summary>Values of options that docutils refuses. Where it is lenient or unknown here, they pass.</summary>
internal static partial class OptionValues
{
    public static bool IsValid(string option, string value) => option switch
    {
        "width" or "height" => Length().IsMatch(value),
        "scale" => Whole().IsMatch(value.TrimEnd(' ', '%')),
        "align" => value.ToLowerInvariant() is "left" or "center" or "right" or "top" or "middle" or "bottom",
        "alt" or "target" or "name" or "class" => value.Length > 0,
        "depth" or "header-rows" or "stub-columns" => Whole().IsMatch(value),
        "number-lines" => value.Length == 0 || Number().IsMatch(value),
        "local" or "figclass" => true,
        _ => true,
    };

    [GeneratedRegex(@"^([0-9]*\.)?[0-9]+ ?(em|ex|px|in|cm|mm|pt|pc|%|ch|rem|vw|vh|vmin|vmax|Q)?$", RegexOptions.NonBacktracking)]
    private static partial Regex Length();

    [GeneratedRegex("^[0-9]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Whole();

    [GeneratedRegex("^-?[0-9]+$", RegexOptions.NonBacktracking)]
    private static partial Regex Number();
}
