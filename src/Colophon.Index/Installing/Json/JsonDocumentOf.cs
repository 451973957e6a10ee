using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Colophon.Rules.Packaging.Metadata;

namespace Colophon.Index.Installing.Json;

/// <summary>Writes the JSON page of a project or a release, member by member as PyPI does (pypi-wire.md 6.4).</summary>
internal sealed class JsonDocumentOf(ToldProject told, CoreMetadata? metadata, string publicUrl)
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public ReadOnlyMemory<byte> Write()
    {
        var files = told.All?.Sum(release => release.Files.Count) ?? told.Shown.Files.Count;
        var buffer = new ArrayBufferWriter<byte>(8192 + (files * 1200) + (metadata?.Bytes.Length ?? 0));
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartObject();
            WriteInfo(json);
            json.WriteNumber("last_serial", told.Project.Serial);
            WriteOwnership(json);
            if (told.All is { } all) WriteReleases(json, all);
            WriteFiles(json, "urls", told.Shown);
            json.WriteStartArray("vulnerabilities");
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray(); // no longer than it is: what is kept is weighed
    }

    private void WriteInfo(Utf8JsonWriter json)
    {
        var (name, version) = (told.Project.Name, told.Shown.Release.Version);
        var page = $"{publicUrl}/project/{told.Project.NormalizedName}/";
        json.WriteStartObject("info");
        json.WriteString("author", metadata?.One("author"));
        json.WriteString("author_email", metadata?.One("author-email"));
        json.WriteNull("bugtrack_url");
        WriteList(json, "classifiers", "classifier", orNull: false);
        json.WriteString("description", metadata?.Description);
        json.WriteString("description_content_type", metadata?.DescriptionContentType);
        json.WriteNull("docs_url");
        json.WriteString("download_url", metadata?.One("download-url"));
        WriteDownloads(json);
        WriteList(json, "dynamic", "dynamic");
        json.WriteString("home_page", metadata?.One("home-page"));
        json.WriteString("keywords", metadata?.One("keywords"));
        json.WriteString("license", metadata?.One("license"));
        json.WriteString("license_expression", metadata?.One("license-expression"));
        WriteList(json, "license_files", "license-file");
        json.WriteString("maintainer", metadata?.One("maintainer"));
        json.WriteString("maintainer_email", metadata?.One("maintainer-email"));
        json.WriteString("name", name);
        json.WriteString("package_url", page);
        json.WriteString("platform", metadata?.All("platform") is { Count: > 0 } platforms ? string.Join(',', platforms) : null);
        json.WriteString("project_url", page);
        WriteUrls(json);
        WriteList(json, "provides_extra", "provides-extra");
        json.WriteString("release_url", $"{page}{Uri.EscapeDataString(version)}/");
        WriteList(json, "requires_dist", "requires-dist");
        json.WriteString("requires_python", metadata?.RequiresPython);
        json.WriteString("summary", metadata?.Summary);
        json.WriteString("version", version);
        json.WriteBoolean("yanked", told.Shown.Release.Yanked);
        json.WriteString("yanked_reason", told.Shown.Release.YankedReason);
        json.WriteEndObject();
    }

    private void WriteList(Utf8JsonWriter json, string member, string field, bool orNull = true)
    {
        var values = metadata?.All(field) ?? [];
        if (values.Count == 0 && orNull)
        {
            json.WriteNull(member);
            return;
        }

        json.WriteStartArray(member);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    /// <summary>Label → address; the two that have fields of their own first.</summary>
    private void WriteUrls(Utf8JsonWriter json)
    {
        var urls = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        if (metadata?.One("home-page") is { } home) urls["Homepage"] = home;
        if (metadata?.One("download-url") is { } download) urls["Download"] = download;
        foreach (var line in metadata?.All("project-url") ?? [])
        {
            var comma = line.IndexOf(',', StringComparison.Ordinal);
            urls[line[..comma].Trim()] = line[(comma + 1)..].Trim(); // with a comma: checked at upload
        }

        if (urls.Count == 0)
        {
            json.WriteNull("project_urls");
            return;
        }

        json.WriteStartObject("project_urls");
        foreach (var (label, url) in urls) json.WriteString(label, url);
        json.WriteEndObject();
    }

    /// <summary>Not counted, as at PyPI.</summary>
    private static void WriteDownloads(Utf8JsonWriter json)
    {
        json.WriteStartObject("downloads");
        foreach (var span in (ReadOnlySpan<string>)["last_day", "last_month", "last_week"]) json.WriteNumber(span, -1);
        json.WriteEndObject();
    }

    private void WriteOwnership(Utf8JsonWriter json)
    {
        json.WriteStartObject("ownership");
        json.WriteNull("organization");
        json.WriteStartArray("roles");
        foreach (var (role, user) in told.Roles)
        {
            json.WriteStartObject();
            json.WriteString("role", role);
            json.WriteString("user", user);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteReleases(Utf8JsonWriter json, IReadOnlyList<ToldRelease> releases)
    {
        json.WriteStartObject("releases");
        foreach (var release in releases) WriteFiles(json, release.Release.Version, release);
        json.WriteEndObject();
    }

    private void WriteFiles(Utf8JsonWriter json, string member, ToldRelease release)
    {
        json.WriteStartArray(member);
        foreach (var file in release.Files) JsonFile.Write(json, file, release, publicUrl);
        json.WriteEndArray();
    }
}
