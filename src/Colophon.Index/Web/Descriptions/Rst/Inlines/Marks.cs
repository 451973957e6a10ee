using System.Globalization;

namespace Colophon.Index.Web.Descriptions.Rst.Inlines;

/// <summary>Between which characters marks open and close.</summary>
internal static class Marks
{
    private const string Openers = "\"'([{<\u2018\u201c\u00ab\u2039\u201e\u201a";
    private const string Closers = "\"')]}>\u2019\u201d\u00bb\u203a\u201c\u2018";

    /// <summary>At the beginning, behind a blank, an opening bracket or quote, or a dash, slash or colon.</summary>
    public static bool CanStartAfter(string text, int at)
    {
        if (at == 0) return true;
        var c = text[at - 1];
        if (c < 0x80) return c is ' ' or '\n' or '\t' or '"' or '\'' or '(' or '[' or '{' or '<' or '-' or '/' or ':';
        return char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is UnicodeCategory.OpenPunctuation
            or UnicodeCategory.InitialQuotePunctuation
            or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OtherPunctuation;
    }

    /// <summary>At the end, before a blank, a backslash, a closing bracket or quote, or punctuation.</summary>
    public static bool CanEndBefore(string text, int at)
    {
        if (at >= text.Length) return true;
        var c = text[at];
        if (c < 0x80)
        {
            return c is ' ' or '\n' or '\t' or Escapes.Mark or '"' or '\'' or ')' or ']' or '}' or '>' or '-' or '/' or ':' or '.' or ','
                or ';'
                or '!' or '?' or '\\';
        }

        return char.IsWhiteSpace(c) || char.GetUnicodeCategory(c) is UnicodeCategory.ClosePunctuation
            or UnicodeCategory.InitialQuotePunctuation
            or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.OtherPunctuation;
    }

    /// <summary>Whether two characters enclose: brackets, or quotes as some language uses them.</summary>
    public static bool IsPair(char before, char after)
    {
        for (var i = 0; i < Openers.Length; i++)
        {
            if (Openers[i] == before && Closers[i] == after) return true;
        }

        return false;
    }
}
