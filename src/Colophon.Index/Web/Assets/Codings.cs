using System.Globalization;

namespace Colophon.Index.Web.Assets;

/// <summary>Reads an Accept-Encoding header.</summary>
internal static class Codings
{
    /// <summary>Whether it names the coding, and not with the quality 0.</summary>
    public static bool Takes(string header, string coding)
    {
        foreach (var part in header.Split(','))
        {
            var range = part.Split(';');
            if (!range[0].Trim().Equals(coding, StringComparison.OrdinalIgnoreCase)) continue;
            var quality = range.Skip(1).Select(parameter => parameter.Trim())
                .FirstOrDefault(parameter => parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase));
            return quality is null || !double.TryParse(quality.AsSpan(2), CultureInfo.InvariantCulture, out var q) || q > 0;
        }

        return false;
    }
}
