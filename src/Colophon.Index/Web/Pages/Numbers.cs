using System.Globalization;

namespace Colophon.Index.Web.Pages;

/// <summary>Numbers as people read them.</summary>
public static class Numbers
{
    private static readonly NumberFormatInfo Thin = new() { NumberGroupSeparator = "\u2009", NumberDecimalDigits = 0 };

    /// <summary>With a thin space between groups of three figures.</summary>
    public static string Grouped(long number) => number.ToString("N0", Thin);

    /// <summary>A file's size.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} bytes",
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1000.0:0.#} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000_000.0:0.##} GB"),
    };
}
