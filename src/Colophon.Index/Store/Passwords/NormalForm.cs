using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Colophon.Index.Store.Passwords;

/// <summary>
/// Unicode's form NFKC, so that one password is one on every keyboard (threats.md F19). The platform's own leaves texts as they are where
/// it runs without ICU, as this index does: the tables (of Unicode 14) are ours.
/// </summary>
internal static class NormalForm
{
    // Hangul is composed by arithmetic (Unicode, section 3.12).
    private const int FirstSyllable = 0xAC00, FirstLead = 0x1100, FirstVowel = 0x1161, BeforeTails = 0x11A7;
    private const int Leads = 19, Vowels = 21, Tails = 28, Syllables = Leads * Vowels * Tails;

    private static readonly Tables Kept = Tables.Read();

    public static string Of(string text)
    {
        if (Ascii.IsValid(text)) return text;
        var runes = text.EnumerateRunes().SelectMany(rune => Decomposed(rune.Value)).ToList();
        Order(runes);
        Compose(runes);
        return string.Concat(runes.Select(rune => new Rune(rune).ToString()));
    }

    private static int[] Decomposed(int rune)
    {
        var syllable = rune - FirstSyllable;
        if (syllable is < 0 or >= Syllables) return Kept.Parts.TryGetValue(rune, out var parts) ? parts : [rune];
        int[] letters =
            [FirstLead + (syllable / (Vowels * Tails)), FirstVowel + (syllable / Tails % Vowels), BeforeTails + (syllable % Tails)];
        return letters[2] == BeforeTails ? letters[..2] : letters;
    }

    /// <summary>Marks behind a letter stand in the order of their classes; equal ones keep theirs.</summary>
    private static void Order(List<int> runes)
    {
        for (var i = 1; i < runes.Count; i++)
        {
            for (var k = i; k > 0 && Class(runes[k]) != 0 && Class(runes[k - 1]) > Class(runes[k]); k--)
                (runes[k - 1], runes[k]) = (runes[k], runes[k - 1]);
        }
    }

    private static void Compose(List<int> runes)
    {
        var letter = -1;
        for (var i = 0; i < runes.Count; i++)
        {
            var mark = Class(runes[i]);
            var isBlocked = letter >= 0 && i - letter > 1 && (Class(runes[i - 1]) >= mark || Class(runes[i - 1]) == 0);
            if (letter >= 0 && !isBlocked && Pair(runes[letter], runes[i]) is { } whole)
            {
                runes[letter] = whole;
                runes.RemoveAt(i--);
                continue;
            }

            if (mark == 0) letter = i;
        }
    }

    private static int? Pair(int first, int second)
    {
        if (first - FirstLead is >= 0 and < Leads and var lead && second - FirstVowel is >= 0 and < Vowels and var vowel)
            return FirstSyllable + (((lead * Vowels) + vowel) * Tails);
        if (first - FirstSyllable is >= 0 and < Syllables and var syllable && syllable % Tails == 0
            && second - BeforeTails is > 0 and < Tails and var tail)
            return first + tail;
        return Kept.Pairs.TryGetValue((first, second), out var whole) ? whole : null;
    }

    private static int Class(int rune) => Kept.Classes.GetValueOrDefault(rune);

    /// <summary>Lines <c>FB01=66 69</c> (parts), <c>41 30A&gt;C5</c> (pairs) and <c>300-314:230</c> (classes of marks).</summary>
    private sealed record Tables(FrozenDictionary<int, int[]> Parts, FrozenDictionary<(int, int), int> Pairs,
        FrozenDictionary<int, int> Classes)
    {
        public static Tables Read()
        {
            using var resource = new StreamReader(typeof(NormalForm).Assembly.GetManifestResourceStream("normal-form.txt")!);
            var (parts, pairs, classes) = (new Dictionary<int, int[]>(), new Dictionary<(int, int), int>(), new Dictionary<int, int>());
            while (resource.ReadLine() is { } line)
            {
                if (line.Split('=') is [var rune, var made]) parts[Hex(rune)] = [.. made.Split(' ').Select(Hex)];
                else if (line.Split('>') is [var pair, var whole]) pairs[(Hex(pair.Split(' ')[0]), Hex(pair.Split(' ')[1]))] = Hex(whole);
                else if (line.Split('-', ':') is [var from, var to, var mark])
                    for (var i = Hex(from); i <= Hex(to); i++) classes[i] = int.Parse(mark, CultureInfo.InvariantCulture);
            }

            return new Tables(parts.ToFrozenDictionary(), pairs.ToFrozenDictionary(), classes.ToFrozenDictionary());
        }

        private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
