using System.Text;

namespace Colophon.Index.Web.Descriptions.Rst.Inlines;

/// <summary>Backslashes, hidden while marks are looked for: what they quote is no mark.</summary>
internal static class Escapes
{
    /// <summary>Stands for a backslash that quotes; descriptions hold no NUL of their own.</summary>
    public const char Mark = '\0';

    public static string Hide(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal)) return text;
        var hidden = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            hidden.Append(text[i] == '\\' ? Mark : text[i]);
            if (text[i] == '\\' && i + 1 < text.Length) hidden.Append(text[++i]);
        }

        return hidden.ToString();
    }

    /// <summary>As text: what was quoted, and nothing for a quoted blank.</summary>
    public static string Text(string hidden)
    {
        if (!hidden.Contains(Mark, StringComparison.Ordinal)) return hidden;
        var text = new StringBuilder(hidden.Length);
        for (var i = 0; i < hidden.Length; i++)
        {
            if (hidden[i] != Mark) text.Append(hidden[i]);
            else if (++i < hidden.Length && hidden[i] is not (' ' or '\n')) text.Append(hidden[i]);
        }

        return text.ToString();
    }

    /// <summary>As an address: blanks go, unless they were quoted.</summary>
    public static string Address(string hidden)
    {
        var text = new StringBuilder(hidden.Length);
        for (var i = 0; i < hidden.Length; i++)
        {
            if (hidden[i] == Mark && i + 1 < hidden.Length) text.Append(hidden[++i]);
            else if (!char.IsWhiteSpace(hidden[i])) text.Append(hidden[i]);
        }

        return text.ToString();
    }

    /// <summary>As written, for literals: backslashes are characters there.</summary>
    public static string Shown(string hidden) => hidden.Replace(Mark, '\\');
}
