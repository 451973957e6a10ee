using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Colophon.Index.Store.Entities;
using Colophon.Rules.Packaging.Names;

namespace Colophon.Index.Installing.Simple;

/// <summary>
/// One file of a project as installers see it, already written in both forms: a page is its files' fragments, joined (performance.md 6.2).
/// </summary>
internal sealed record ListedFile(string Version, string FileName, byte[] Html, byte[] Json) : IComparable<ListedFile>
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ReleaseVersion? order = ReleaseVersion.Parse(Version).TryGet(out var parsed, out _) ? parsed : null;

    /// <summary>About. Bytes.</summary>
    public long Weight => Html.Length + Json.Length + (2 * (Version.Length + FileName.Length)) + 500;

    /// <param name="yanked">Why installers are to pass over it, perhaps in no words; null when they are not.</param>
    public static ListedFile Of(ReleaseFile file, string? yanked, string publicUrl) =>
        new(file.Version, file.FileName, ToHtml(file, yanked, publicUrl), ToJson(file, yanked, publicUrl));

    /// <summary>By version, then by file name.</summary>
    public int CompareTo(ListedFile? other)
    {
        if (other is null) return 1;
        var byVersion = Version == other.Version ? 0 : Comparer<ReleaseVersion?>.Default.Compare(order, other.order);
        return byVersion != 0 ? byVersion : string.CompareOrdinal(FileName, other.FileName);
    }

    private static byte[] ToHtml(ReleaseFile file, string? yanked, string publicUrl)
    {
        var line = new StringBuilder("    <a href=\"").Append(publicUrl).Append(WebUtility.HtmlEncode(file.Path)).Append("#sha256=")
            .Append(file.Sha256).Append('"');
        if (file.RequiresPython is { } python) line.Append(" data-requires-python=\"").Append(WebUtility.HtmlEncode(python)).Append('"');
        if (yanked is not null) line.Append(" data-yanked=\"").Append(WebUtility.HtmlEncode(yanked)).Append('"');
        if (file.Kind == ReleaseFile.Wheel)
            line.Append(" data-dist-info-metadata=\"sha256=").Append(file.MetadataSha256).Append("\" data-core-metadata=\"sha256=")
                .Append(file.MetadataSha256).Append('"');
        return Encoding.UTF8.GetBytes(line.Append('>').Append(WebUtility.HtmlEncode(file.FileName)).Append("</a><br />\n").ToString());
    }

    /// <summary>
    /// Members sorted, core-metadata in both of PyPI's spellings. The third one, <c>dist-info-metadata</c>, is left out: pip 23.0 ends with
    /// a TypeError when it is an object, and uv refuses it as a text.
    /// </summary>
    private static byte[] ToJson(ReleaseFile file, string? yanked, string publicUrl)
    {
        var buffer = new MemoryStream(768);
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            foreach (var name in (ReadOnlySpan<string>)["core-metadata", "data-dist-info-metadata"]) WriteMetadata(json, name, file);
            json.WriteString("filename", file.FileName);
            WriteHash(json, "hashes", file.Sha256);
            json.WriteNull("provenance");
            json.WriteString("requires-python", file.RequiresPython);
            json.WriteNumber("size", file.Size);
            json.WriteString("upload-time", Time(file.Uploaded));
            json.WriteString("url", publicUrl + file.Path);
            if (yanked is { Length: > 0 }) json.WriteString("yanked", yanked);
            else json.WriteBoolean("yanked", yanked is not null);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <summary>ISO 8601, with microseconds where there are any.</summary>
    private static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString(time.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.ffffffZ",
            CultureInfo.InvariantCulture);

    private static void WriteMetadata(Utf8JsonWriter json, string name, ReleaseFile file)
    {
        if (file.Kind == ReleaseFile.Wheel) WriteHash(json, name, file.MetadataSha256);
        else json.WriteBoolean(name, false);
    }

    private static void WriteHash(Utf8JsonWriter json, string name, string sha256)
    {
        json.WriteStartObject(name);
        json.WriteString("sha256", sha256);
        json.WriteEndObject();
    }
}
