using System.Globalization;
using System.Numerics;

namespace Colophon.Rules.Packaging.Names;

/// <summary>Reads the spellings of a version (PEP 440, appendix B) from left to right, in linear time, ASCII only.</summary>
internal sealed class VersionReader(string typed)
{
    private const int MostCharacters = 256;
    private const string Separators = ".-_";
    private static readonly string[] PreWords = ["alpha", "beta", "preview", "pre", "rc", "a", "b", "c"];
    private static readonly string[] PostWords = ["post", "rev", "r"];

    private readonly string text = typed.Trim(' ', '\t', '\n', '\r', '\f', '\v').ToLowerInvariant();
    private int at;

    public ReleaseVersion? Read()
    {
        if (typed.Length > MostCharacters || !System.Text.Ascii.IsValid(typed)) return null; // before folding: KELVIN SIGN lowers to k
        if (Here == 'v') at++;
        if (Digits() is not { } first) return null;

        var epoch = BigInteger.Zero;
        if (Here == '!')
        {
            at++;
            epoch = first;
            if (Digits() is not { } afterEpoch) return null;
            first = afterEpoch;
        }

        var release = Release(first);
        var version = new ReleaseVersion(epoch, release) { Pre = Pre(), Post = Post(), Dev = Word(["dev"])?.Number, Local = Local() };
        return at == text.Length ? version : null;
    }

    private char Here => at < text.Length ? text[at] : '\0';

    private BigInteger? Digits()
    {
        var start = at;
        while (char.IsAsciiDigit(Here)) at++;
        return at == start ? null : BigInteger.Parse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture);
    }

    private List<BigInteger> Release(BigInteger first)
    {
        List<BigInteger> release = [first];
        while (Here == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))
        {
            at++;
            release.Add(Digits()!.Value);
        }

        return release;
    }

    private (string Kind, BigInteger Number)? Pre() => Word(PreWords) is not { } found ? null : (found.Word switch
    {
        "alpha" or "a" => "a",
        "beta" or "b" => "b",
        _ => "rc",
    }, found.Number);

    private BigInteger? Post()
    {
        if (Here == '-' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))
        {
            at++; // "1.0-1" is 1.0.post1
            return Digits();
        }

        return Word(PostWords)?.Number;
    }

    /// <summary>[separator] word [[separator] number]; nothing is taken when the word is not there.</summary>
    private (string Word, BigInteger Number)? Word(string[] words)
    {
        var start = at;
        if (Separators.Contains(Here, StringComparison.Ordinal)) at++;
        var word = Array.Find(words, candidate => string.CompareOrdinal(text, at, candidate, 0, candidate.Length) == 0);
        if (word is null)
        {
            at = start;
            return null;
        }

        at += word.Length;
        if (Separators.Contains(Here, StringComparison.Ordinal)) at++; // taken even when no number follows: "1.0c-" is 1.0rc0
        return (word, Digits() ?? 0);
    }

    private string? Local()
    {
        if (Here != '+') return null;

        var parts = new List<string>();
        do
        {
            var start = ++at;
            while (char.IsAsciiLetterOrDigit(Here)) at++;
            if (at == start) return Fail();
            var part = text[start..at];
            parts.Add(part.All(char.IsAsciiDigit)
                ? BigInteger.Parse(part, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)
                : part);
        }
        while (Separators.Contains(Here, StringComparison.Ordinal));
        return string.Join('.', parts);
    }

    private string? Fail()
    {
        at = -1; // never the end of the text: the whole version is refused
        return null;
    }
}
