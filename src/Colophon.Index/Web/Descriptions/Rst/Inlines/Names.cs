using System.Text;

namespace Colophon.Index.Web.Descriptions.Rst.Inlines;

/// <summary>Names, references and addresses as reStructuredText spells them.</summary>
internal static class Names
{
    /// <summary>Length of the simple name at a place: letters and digits, parted by single marks of <c>-._+:</c>.</summary>
    public static int LengthAt(string text, int from)
    {
        var end = from;
        while (end < text.Length)
        {
            if (IsWord(text[end])) end++;
            else if (end > from && text[end] is '-' or '.' or '_' or '+' or ':' && end + 1 < text.Length && IsWord(text[end + 1])
                && IsWord(text[end - 1])) end++;
            else break;
        }

        return end - from;
    }

    /// <summary>The name that a whole text refers to: <c>name_</c> or <c>`several words`_</c>; null when it is no reference.</summary>
    public static string? ReferenceIn(string text)
    {
        if (text.Length > 3 && text[0] == '`' && text.EndsWith("`_", StringComparison.Ordinal) && text.IndexOf('`', 1) == text.Length - 2)
            return RstDocument.NameOf(text[1..^2]);
        return text.EndsWith('_') && text.Length > 1 && LengthAt(text, 0) == text.Length - 1 ? RstDocument.NameOf(text[..^1]) : null;
    }

    /// <summary>Backslashes quote what follows them.</summary>
    public static string Unescaped(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal)) return text;
        var plain = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\') plain.Append(text[i]);
            else if (++i < text.Length && text[i] is not (' ' or '\n')) plain.Append(text[i]);
        }

        return plain.ToString();
    }

    /// <summary>An address; one that is an e-mail's becomes a link to write to it.</summary>
    public static string Address(string text)
    {
        var plain = Unescaped(text);
        return plain.Contains('@', StringComparison.Ordinal) && !plain.Contains(':', StringComparison.Ordinal)
            && !plain.Contains('/', StringComparison.Ordinal)
            ? $"mailto:{plain}" : plain;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c);
}
