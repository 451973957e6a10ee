using System.Text.RegularExpressions;

namespace Colophon.Index.Web.Descriptions.Rst.Blocks;

/// <summary>The marker of a field: <c>:name: </c></summary>
internal static class FieldMarker
{
    /// <summary>Characters up to the field's text, or 0 where no field begins.</summary>
    public static int WidthOf(string line)
    {
        var end = EndOfName(line);
        if (end < 0) return 0;
        var width = end + 1;
        while (width < line.Length && line[width] == ' ') width++;
        return width;
    }

    public static string NameIn(string line) => line[1..EndOfName(line)];

    /// <summary>
    /// The closing colon: the first that is not escaped and has a blank, a backquote or nothing behind it, though only the last two
    /// close.
    /// </summary>
    private static int EndOfName(string line)
    {
        if (line.Length < 3 || line[0] != ':' || line[1] is ':' or ' ') return -1;
        for (var i = 1; i < line.Length; i++)
        {
            if (line[i] == '\\')
            {
                i++;
                continue;
            }

            if (line[i] != ':') continue;
            if (i + 1 == line.Length || line[i + 1] == ' ') return line[i - 1] == ' ' ? -1 : i;
            if (line[i + 1] == '`') return -1;
        }

        return -1;
    }
}

/// <summary>The marker of an option: <c>-f FILE, --file=FILE  </c></summary>
internal static partial class OptionMarker
{
    /// <summary>Characters up to the description, or 0 where no option begins.</summary>
    public static int WidthOf(string line) => line[0] is '-' or '+' or '/' && Marker().Match(line) is { Success: true } marker
        ? marker.Length : 0;

    private const string Argument = "([a-zA-Z][a-zA-Z0-9_-]*|<[^<>]+>)";
    private const string One = $"((-|\\+)[a-zA-Z0-9]( ?{Argument})?|(--|/)[a-zA-Z0-9][a-zA-Z0-9_-]*([ =]{Argument})?)";

    [GeneratedRegex($"^{One}(, {One})*(  +| ?$)", RegexOptions.NonBacktracking)]
    private static partial Regex Marker();
}
