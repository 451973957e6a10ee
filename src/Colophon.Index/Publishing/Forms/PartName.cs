using System.Text;
using Colophon.Index.Web;
using Microsoft.Net.Http.Headers;

namespace Colophon.Index.Publishing.Forms;

/// <summary>
/// What a part of a form calls itself: <c>form-data; name="…"; filename="…"</c> and nothing else. <c>filename*</c>, RFC 2047 words and a
/// second spelling of the same parameter are refused, since two readers could read them differently (threats.md 0.2, E38).
/// </summary>
internal sealed record PartName(string Field, string? FileName)
{
    public static PartName Parse(string? disposition)
    {
        var rest = disposition.AsSpan().Trim();
        if (!TakeWord(ref rest, "form-data")) throw Bad("does not begin with form-data");

        string? field = null, fileName = null;
        while (rest.Length > 0)
        {
            var (key, value) = TakeParameter(ref rest);
            if (key == "name" && field is null) field = value;
            else if (key == "filename" && fileName is null) fileName = value;
            else throw Bad($"has the unexpected parameter '{key}'");
        }

        return new PartName(field ?? throw Bad("has no name"), fileName);
    }

    private static bool TakeWord(ref ReadOnlySpan<char> rest, string word)
    {
        if (!rest.StartsWith(word, StringComparison.OrdinalIgnoreCase)) return false;
        rest = rest[word.Length..].TrimStart();
        return true;
    }

    private static (string Key, string Value) TakeParameter(ref ReadOnlySpan<char> rest)
    {
        if (rest[0] != ';') throw Bad("has something other than parameters behind form-data");
        rest = rest[1..].TrimStart();
        var equals = rest.IndexOf('=');
        if (equals <= 0) throw Bad("has a parameter without a value");

        var key = rest[..equals].ToString();
        rest = rest[(equals + 1)..];
        return (key, TakeValue(ref rest));
    }

    private static string TakeValue(ref ReadOnlySpan<char> rest)
    {
        if (rest.Length == 0 || rest[0] != '"')
        {
            var end = rest.IndexOf(';') is var semicolon and >= 0 ? semicolon : rest.Length;
            var token = rest[..end].Trim().ToString();
            rest = rest[end..];
            return token.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or ':' or '+')
                ? token
                : throw Bad("has an unquoted value with special characters");
        }

        var text = new StringBuilder();
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '"')
            {
                rest = rest[(i + 1)..].TrimStart();
                return text.ToString();
            }

            if (rest[i] == '\\' && i + 1 < rest.Length && rest[i + 1] is '"' or '\\') i++; // a quoted pair
            text.Append(rest[i]);
        }

        throw Bad("has a quote that does not end");
    }

    private static Refusal Bad(string what) => PublishingProblems.FormInvalid.Refuse($"The Content-Disposition of a part {what}.");
}

/// <summary>The boundary of a multipart form (RFC 7578).</summary>
internal static class FormBoundary
{
    public static string Of(string? contentType)
    {
        var isForm = MediaTypeHeaderValue.TryParse(contentType, out var type)
            && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase);
        var boundary = isForm ? HeaderUtilities.RemoveQuotes(type!.Boundary).ToString() : "";
        return boundary.Length is > 0 and <= 70
            ? boundary
            : throw PublishingProblems.FormInvalid.Refuse("The Content-Type is not multipart/form-data with a boundary of 1 to 70 "
                + "characters.");
    }
}
