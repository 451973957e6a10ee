namespace Colophon.Rules.Packaging.Grammars;

/// <summary>A place in a text that moves from left to right: what the grammars have in common.</summary>
internal sealed class Scanner(string text)
{
    /// <summary>How deep parentheses may nest: texts come from strangers, and the stack is finite.</summary>
    public const int MostNesting = 32;

    private int at;

    public bool IsAtEnd => at >= text.Length;

    /// <summary>The next character; NUL, which no grammar takes, at the end.</summary>
    public char Here => at < text.Length ? text[at] : '\0';

    public Scanner SkipBlanks()
    {
        while (Here is ' ' or '\t') at++;
        return this;
    }

    public bool Take(char wanted)
    {
        if (IsAtEnd || text[at] != wanted) return false;
        at++;
        return true;
    }

    /// <summary>Takes the first of the texts that stands here; null when none does.</summary>
    public string? TakeAny(ReadOnlySpan<string> texts)
    {
        foreach (var one in texts)
        {
            if (string.CompareOrdinal(text, at, one, 0, one.Length) != 0) continue;
            at += one.Length;
            return one;
        }

        return null;
    }

    /// <summary>Takes a word that ends where words end.</summary>
    public bool TakeWord(string word)
    {
        if (string.CompareOrdinal(text, at, word, 0, word.Length) != 0) return false;
        var next = at + word.Length;
        if (next < text.Length && (char.IsAsciiLetterOrDigit(text[next]) || text[next] == '_')) return false;
        at = next;
        return true;
    }

    /// <summary>Everything up to the first character that does not fit; may be empty.</summary>
    public string While(Func<char, bool> fits)
    {
        var start = at;
        while (at < text.Length && fits(text[at])) at++;
        return text[start..at];
    }

    /// <summary>The same, without moving.</summary>
    public string Peek(Func<char, bool> fits)
    {
        var start = at;
        var text = While(fits);
        at = start;
        return text;
    }
}
