using System.Text;

namespace Colophon.Index.Web.Assets;

/// <summary>
/// What pages need beside their markup: the style sheet, kept by hand in style.css beside this file, the fonts that it names, and scripts.
/// All are resources of the program; a new one needs a line in the project file alone.
/// </summary>
internal static class PageAssets
{
    private static readonly string[] Reading = ["GET", "HEAD"];

    private static readonly Dictionary<string, Asset> ByName =
        Named(".woff2", "font/woff2").Concat(Named(".js", "text/javascript; charset=utf-8")).ToDictionary(asset => asset.Name, StringComparer.Ordinal);

    /// <summary>It names fonts by their addresses: a new font is a new style sheet.</summary>
    private static readonly Asset StyleSheet = new("style.css", "text/css; charset=utf-8", Styles());

    private static readonly Dictionary<string, Asset> ByFile =
        ByName.Values.Append(StyleSheet).ToDictionary(asset => asset.File, StringComparer.Ordinal);

    /// <summary>Address of the style sheet.</summary>
    public static string Style => StyleSheet.Url;

    /// <summary>Address of a script by the name of its file.</summary>
    public static string Script(string name) => ByName[name].Url;

    public static void MapAssets(this IEndpointRouteBuilder doors)
    {
        doors.MapMethods("/assets/{file}", Reading, Handle).For(Standing.Anyone);
        doors.MapMethods("/style.css", Reading, context => StyleSheet.Send(context, "public, max-age=300")).For(Standing.Anyone);
    }

    private static Task Handle(HttpContext context) => ByFile.TryGetValue((string)context.Request.RouteValues["file"]!, out var asset)
        ? asset.Send(context, "public, max-age=31536000, immutable")
        : throw Standings.Nothing();

    private static byte[] Styles()
    {
        var text = new StringBuilder(Encoding.UTF8.GetString(Read("style.css")));
        foreach (var asset in ByName.Values) text.Replace($"url({asset.Name})", $"url({asset.Url})");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static IEnumerable<Asset> Named(string ends, string type) => typeof(PageAssets).Assembly.GetManifestResourceNames()
        .Where(name => name.EndsWith(ends, StringComparison.Ordinal)).Select(name => new Asset(name, type, Read(name)));

    private static byte[] Read(string name)
    {
        using var resource = typeof(PageAssets).Assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }
}
