using System.Text;

namespace Colophon.Index.Web.Assets;

/// <summary>The style sheet, kept by hand in style.css beside this file, and the fonts that it names.</summary>
internal static class PageAssets
{
    private static readonly string[] Reading = ["GET", "HEAD"];

    private static readonly Asset[] Fonts =
        [.. new[] { "serif", "serif-strong", "serif-more", "sans", "sans-strong", "sans-more" }
            .Select(name => new Asset($"{name}.woff2", "font/woff2", Read($"{name}.woff2")))];

    /// <summary>It names fonts by their addresses: a new font is a new style sheet.</summary>
    private static readonly Asset StyleSheet = new("style.css", "text/css; charset=utf-8", Styles());

    /// <summary>Address of the style sheet.</summary>
    public static string Style => StyleSheet.Url;

    public static void MapAssets(this IEndpointRouteBuilder doors)
    {
        foreach (var asset in Fonts.Append(StyleSheet))
        {
            doors.MapMethods(asset.Url, Reading, context => asset.Send(context, "public, max-age=31536000, immutable"))
                .For(Standing.Anyone);
        }

        doors.MapMethods("/style.css", Reading, context => StyleSheet.Send(context, "public, max-age=300")).For(Standing.Anyone);
    }

    private static byte[] Styles()
    {
        var text = new StringBuilder(Encoding.UTF8.GetString(Read("style.css")));
        foreach (var font in Fonts)
        {
            var name = font.File[..font.File.IndexOf('.', StringComparison.Ordinal)];
            text.Replace($"url({name}.woff2)", $"url({font.Url})");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static byte[] Read(string name)
    {
        using var resource = typeof(PageAssets).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }
}
