using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Life;
using Colophon.Rules.Identity;

namespace Colophon.Index.Installing.Json;

/// <summary>Writes one file of a JSON page, and under <c>colophon</c> where it came from (colophon.md 8).</summary>
internal static class JsonFile
{
    public static void Write(Utf8JsonWriter json, ReleaseFile file, ToldRelease release, string publicUrl)
    {
        var yanked = Yanks.Reason(file, release.Release);
        json.WriteStartObject();
        WriteColophon(json, file);
        json.WriteNull("comment_text");
        WriteMetadata(json, file);
        json.WriteStartObject("digests");
        json.WriteString("blake2b_256", file.Blake2);
        json.WriteString("md5", file.Md5);
        json.WriteString("sha256", file.Sha256);
        json.WriteEndObject();
        json.WriteNumber("downloads", -1);
        json.WriteString("filename", file.FileName);
        json.WriteBoolean("has_sig", false);
        json.WriteString("md5_digest", file.Md5);
        json.WriteString("packagetype", file.Kind);
        json.WriteString("python_version", file.PythonVersion);
        json.WriteString("requires_python", file.RequiresPython);
        json.WriteNumber("size", file.Size);
        json.WriteString("upload_time", Time(file.Uploaded, "yyyy-MM-ddTHH:mm:ss"));
        json.WriteString("upload_time_iso_8601", Time(file.Uploaded,
            file.Uploaded.Ticks % TimeSpan.TicksPerSecond == 0 ? "yyyy-MM-ddTHH:mm:ssZ" : "yyyy-MM-ddTHH:mm:ss.ffffffZ"));
        json.WriteString("url", publicUrl + file.Path);
        json.WriteBoolean("yanked", yanked is not null);
        json.WriteString("yanked_reason", yanked is "" ? null : yanked);
        json.WriteEndObject();
    }

    /// <summary>Ours: who published it from where, as proved at upload; for a person's token, whose.</summary>
    private static void WriteColophon(Utf8JsonWriter json, ReleaseFile file)
    {
        json.WriteStartObject("colophon");
        json.WritePropertyName("source");
        if (file.Source is { } source) JsonSerializer.Serialize(json, Source.FromJson(source), ToldSource.Default.Source);
        else json.WriteNullValue();
        json.WriteString("uploader", file.Uploader);
        json.WriteEndObject();
    }

    private static void WriteMetadata(Utf8JsonWriter json, ReleaseFile file)
    {
        if (file.Kind != ReleaseFile.Wheel)
        {
            json.WriteBoolean("core-metadata", false);
            return;
        }

        json.WriteStartObject("core-metadata");
        json.WriteString("sha256", file.MetadataSha256);
        json.WriteEndObject();
    }

    private static string Time(DateTimeOffset time, string format) => time.UtcDateTime.ToString(format, CultureInfo.InvariantCulture);
}

/// <summary>A source in this API's manner: all members, in lower case with underscores.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Source))]
internal sealed partial class ToldSource : JsonSerializerContext;
