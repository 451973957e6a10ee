using System.Globalization;

namespace Colophon.Index.Operating.Pages;

/// <summary>Numbers as pages write them: in groups of three, with thin spaces.</summary>
public static class Amounts
{
    private static readonly NumberFormatInfo Thin = new() { NumberGroupSeparator = "\u2009", NumberGroupSizes = [3] };

    private static readonly string[] Units = ["bytes", "KiB", "MiB", "GiB", "TiB"];

    public static string Count(long number) => number.ToString("N0", Thin);

    /// <summary>Bytes, in the unit in which they are easily read.</summary>
    public static string Bytes(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        while (value >= 1024 && unit < Units.Length - 1) (value, unit) = (value / 1024, unit + 1);
        return $"{value.ToString(unit == 0 ? "N0" : "N1", Thin)} {Units[unit]}";
    }
}
