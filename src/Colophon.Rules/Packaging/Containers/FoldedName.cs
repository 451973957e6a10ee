using System.Globalization;
using System.Text;

namespace Colophon.Rules.Packaging.Containers;

/// <summary>
/// What a name comes to where case and accents do not count: two names with one key are one file on some file system (threats.md E06, E34).
/// The platform cannot normalize without ICU, which this program does without; the table holds full case folding and decomposition.
/// </summary>
internal static class FoldedName
{
    private const int FirstSyllable = 0xAC00, LastSyllable = 0xD7A3;

    private static readonly Dictionary<int, string> Folded = Read();

    /// <summary>A key; its letters are not for showing.</summary>
    public static string Of(string name)
    {
        if (Ascii.IsValid(name)) return name.ToLowerInvariant();

        var runes = new List<Rune>(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (IsIgnored(rune.Value)) continue;
            if (rune.IsAscii) runes.Add(Rune.ToLowerInvariant(rune));
            else if (rune.Value is >= FirstSyllable and <= LastSyllable) AddSyllable(runes, rune.Value - FirstSyllable);
            else if (Folded.TryGetValue(rune.Value, out var text)) runes.AddRange(text.EnumerateRunes());
            else runes.Add(rune);
        }

        SortMarks(runes);
        return string.Concat(runes);
    }

    /// <summary>Joiners and marks of direction, which some file systems pass over.</summary>
    private static bool IsIgnored(int value) =>
        value is 0xAD or 0x34F or (>= 0x200B and <= 0x200F) or (>= 0x2060 and <= 0x206F) or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF;

    /// <summary>A Hangul syllable is its letters (Unicode 3.12).</summary>
    private static void AddSyllable(List<Rune> runes, int index)
    {
        runes.Add(new Rune(0x1100 + (index / 588)));
        runes.Add(new Rune(0x1161 + (index % 588 / 28)));
        if (index % 28 != 0) runes.Add(new Rune(0x11A7 + (index % 28)));
    }

    /// <summary>Marks on one letter have no order that all systems keep.</summary>
    private static void SortMarks(List<Rune> runes)
    {
        for (var at = 0; at < runes.Count; at++)
        {
            var end = at;
            while (end < runes.Count && IsMark(runes[end])) end++;
            if (end - at > 1) runes.Sort(at, end - at, null);
            at = end;
        }
    }

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static Dictionary<int, string> Read()
    {
        var table = new Dictionary<int, string>(3200);
        using var lines = new StreamReader(typeof(FoldedName).Assembly.GetManifestResourceStream("folded-names.txt")!);
        while (lines.ReadLine() is { } line)
        {
            var numbers = line.Split(' ').Select(hex => int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToList();
            table[numbers[0]] = string.Concat(numbers.Skip(1).Select(char.ConvertFromUtf32));
        }

        return table;
    }
}
