using System.Buffers.Text;

namespace Colophon.Rules;

/// <summary>
/// URL-safe base64 without padding (RFC 4648, 5) in the one spelling that encoding the bytes gives: no blanks, no other alphabet, no spare
/// bits (threats.md A25). The platform's own reader takes several spellings, and throws at some texts even when asked to try.
/// </summary>
internal static class StrictBase64
{
    /// <summary>The bytes; null when the text is not their one spelling.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) return null;
        }

        if (text.Length % 4 == 1 || !Base64Url.IsValid(text)) return null;
        var bytes = Base64Url.DecodeFromChars(text);
        return Base64Url.EncodeToString(bytes).AsSpan().SequenceEqual(text) ? bytes : null;
    }
}
