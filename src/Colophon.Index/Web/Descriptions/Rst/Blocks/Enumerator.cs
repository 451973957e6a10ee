using System.Globalization;

namespace Colophon.Index.Web.Descriptions.Rst.Blocks;

/// <summary>The marker of an enumerated item: <c>1.</c>, <c>(b)</c>, <c>iv)</c>, <c>#.</c></summary>
/// <param name="Sequence">What it counts by.</param>
/// <param name="Format">What stands around it: two characters, blanks where nothing does.</param>
/// <param name="Ordinal">Its place in the sequence.</param>
/// <param name="Width">Characters up to the item's text.</param>
internal sealed record Enumerator(string Sequence, string Format, int Ordinal, int Width)
{
    public const string Auto = "#";

    private const string Arabic = "1", LowerLetter = "a", UpperLetter = "A", LowerRoman = "i", UpperRoman = "I";

    private static readonly (int Value, string Text)[] Roman =
    [
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"),
        (4, "IV"), (1, "I"),
    ];

    /// <summary>What the next item's line would begin with.</summary>
    public IEnumerable<string> Following => (string[])[Framed(TextOf(Ordinal + 1)), Framed("#")];

    /// <summary>
    /// The marker at the beginning of a line; letters are read in the sequence of the items before them, where there are some.
    /// </summary>
    public static Enumerator? Read(string line, string? expected)
    {
        var start = line[0] == '(' ? 1 : 0;
        var end = start;
        while (end < line.Length && end < start + 12 && (char.IsAsciiLetterOrDigit(line[end]) || line[end] == '#')) end++;
        if (end == start || end >= line.Length || line[end] is not ('.' or ')') || (start == 1 && line[end] != ')')) return null;
        var width = end + 1;
        while (width < line.Length && line[width] == ' ') width++;
        if (width == end + 1 && width < line.Length) return null;

        var text = line[start..end];
        var format = $"{(start == 1 ? '(' : ' ')}{line[end]}";
        return SequenceOf(text, expected) is { } sequence && OrdinalOf(text, sequence) is { } ordinal
            ? new Enumerator(sequence, format, ordinal, width)
            : null;
    }

    private string Framed(string text) => $"{Format}".Insert(1, text).TrimStart(' ') + " ";

    private static string? SequenceOf(string text, string? expected)
    {
        if (text == "#") return Auto;
        if (expected is not null && expected != Auto && Fits(text, expected)) return expected;
        if (text == "i") return LowerRoman;
        if (text == "I") return UpperRoman;
        return ((string[])[Arabic, LowerLetter, UpperLetter, LowerRoman, UpperRoman]).FirstOrDefault(sequence => Fits(text, sequence));
    }

    private static bool Fits(string text, string sequence) => sequence switch
    {
        Arabic => text.All(char.IsAsciiDigit),
        LowerLetter => text is [>= 'a' and <= 'z'],
        UpperLetter => text is [>= 'A' and <= 'Z'],
        LowerRoman => text.All(c => "ivxlcdm".Contains(c, StringComparison.Ordinal)),
        _ => text.All(c => "IVXLCDM".Contains(c, StringComparison.Ordinal)),
    };

    private static int? OrdinalOf(string text, string sequence) => sequence switch
    {
        Auto => 1,
        Arabic => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
        LowerLetter => text[0] - 'a' + 1,
        UpperLetter => text[0] - 'A' + 1,
        _ => FromRoman(text.ToUpperInvariant()),
    };

    private string TextOf(int ordinal) => Sequence switch
    {
        Auto => "#",
        Arabic => ordinal.ToString(CultureInfo.InvariantCulture),
        LowerLetter => ordinal <= 26 ? $"{(char)('a' + ordinal - 1)}" : "\0",
        UpperLetter => ordinal <= 26 ? $"{(char)('A' + ordinal - 1)}" : "\0",
        LowerRoman => ToRoman(ordinal).ToLowerInvariant(),
        _ => ToRoman(ordinal),
    };

    private static int? FromRoman(string text)
    {
        var (value, at) = (0, 0);
        foreach (var (worth, letters) in Roman)
        {
            while (string.CompareOrdinal(text, at, letters, 0, letters.Length) == 0)
            {
                value += worth;
                at += letters.Length;
            }
        }

        return at == text.Length && value is > 0 and < 5000 && ToRoman(value) == text ? value : null;
    }

    private static string ToRoman(int value)
    {
        var text = "";
        foreach (var (worth, letters) in Roman)
        {
            for (; value >= worth; value -= worth) text += letters;
        }

        return text;
    }
}
