namespace Colophon.Rules.Packaging.Grammars;

/// <summary>A URL that pages can link to.</summary>
public static class WebAddress
{
    private const int MostCharacters = 2048;

    /// <summary>http or https, without credentials, blanks, control characters or backslashes (threats.md E53).</summary>
    public static bool IsOne(string value)
    {
        if (value.Length > MostCharacters || value.Any(IsNeverInOne)) return false;
        return Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0
            && url.Host.Length > 0 && value.StartsWith(url.Scheme + "://", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsNeverInOne(char c) => c is <= ' ' or '\\' or '\u2028' or '\u2029' || char.IsControl(c);
}
