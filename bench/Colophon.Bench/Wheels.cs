using System.Buffers.Text;
using System.Diagnostics;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Colophon.Bench;

#pragma warning disable RS0030 // writes archives; the ban is on reading uploads

/// <summary>Wheels of a given size, and their upload with nothing but the transfer inside the clock.</summary>
internal static class Wheels
{
    /// <summary>A wheel whose module holds random bytes, stored.</summary>
    /// <param name="size">Bytes.</param>
    public static (string FileName, byte[] Bytes) Make(string name, string version, int size)
    {
        var info = $"{name}-{version}.dist-info";
        var stream = new MemoryStream(size + 4096);
        var record = new StringBuilder();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(zip, record, $"{name}/data.bin", RandomNumberGenerator.GetBytes(size));
            Add(zip, record, $"{info}/METADATA", Encoding.UTF8.GetBytes($"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"));
            Add(zip, record, $"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: bench\nRoot-Is-Purelib: true\nTag: py3-none-any\n"u8.ToArray());
            Add(zip, new StringBuilder(), $"{info}/RECORD", Encoding.UTF8.GetBytes($"{record}{info}/RECORD,,\n"));
        }

        return ($"{name}-{version}-py3-none-any.whl", stream.ToArray());
    }

    /// <summary>Uploads; what comes back is how long the request took.</summary>
    public static async Task<TimeSpan> Upload(HttpMessageInvoker http, string url, string token, (string FileName, byte[] Bytes) wheel)
    {
        var parts = wheel.FileName.Split('-');
        using var form = new MultipartFormDataContent();
        foreach (var (field, value) in (ReadOnlySpan<(string, string)>)[(":action", "file_upload"), ("protocol_version", "1"),
            ("metadata_version", "2.1"), ("name", parts[0]), ("version", parts[1]), ("filetype", "bdist_wheel"), ("pyversion", "py3"),
            ("sha256_digest", Convert.ToHexStringLower(SHA256.HashData(wheel.Bytes)))])
            form.Add(new StringContent(value) { Headers = { ContentType = null } }, $"\"{field}\"");
        var content = new ByteArrayContent(wheel.Bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(content, "\"content\"", $"\"{wheel.FileName}\"");
        content.Headers.ContentDisposition!.FileNameStar = null;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{url}/legacy/") { Content = form };
        request.Headers.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"__token__:{token}")));
        var clock = Stopwatch.StartNew();
        using var response = await http.SendAsync(request, CancellationToken.None);
        var body = await response.Content.ReadAsStringAsync();
        var taken = clock.Elapsed;
        return response.IsSuccessStatusCode ? taken : throw new InvalidOperationException($"{(int)response.StatusCode} {body}");
    }

    private static void Add(ZipArchive zip, StringBuilder record, string path, byte[] bytes)
    {
        record.Append($"{path},sha256={Base64Url.EncodeToString(SHA256.HashData(bytes))},{bytes.Length}\n");
        using var entry = zip.CreateEntry(path, CompressionLevel.NoCompression).Open();
        entry.Write(bytes);
    }
}
