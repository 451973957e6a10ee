using System.Buffers.Text;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Colophon.Tests.Support;

/// <summary>The members of a case's wheel or source distribution: those of a good one, changed as the case says.</summary>
internal sealed class UploadParts(JsonObject one)
{
    private readonly string project = (string?)one["project"] ?? "sample";

    public string Stem => $"{project.Replace('-', '_')}-1.0";

    private string Info => $"{Stem}.dist-info";

    public byte[] Wheel()
    {
        var members = new Dictionary<string, byte[]>
        {
            ["sample/__init__.py"] = "ANSWER = 42\n"u8.ToArray(),
            [$"{Info}/METADATA"] = Metadata(),
            [$"{Info}/WHEEL"] = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"u8.ToArray(),
        };
        Change(members);
        if (!one.ContainsKey("record")) members[$"{Info}/RECORD"] = Record(members, []);
        else if (one["record"] is JsonObject edits && !edits.ContainsKey("base64")) members[$"{Info}/RECORD"] = Record(members, edits);
        else if (one["record"] is { } whole) members[$"{Info}/RECORD"] = Bytes(whole);
        return TestWheel.Zip(members);
    }

    public byte[] Sdist()
    {
        var members = new Dictionary<string, byte[]> { [$"{Stem}/PKG-INFO"] = Metadata() };
        Change(members);
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Ustar))
        {
            foreach (var (path, target) in one["links"]?.AsObject() ?? [])
                tar.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, path) { LinkName = (string)target! });
            foreach (var (path, bytes) in members)
            {
                if (path.EndsWith('/')) tar.WriteEntry(new UstarTarEntry(TarEntryType.Directory, path));
                else TestSdist.Add(tar, TarEntryFormat.Ustar, path, bytes);
            }
        }

        return stream.ToArray();
    }

    private byte[] Metadata()
    {
        if (one["metadata"] is { } whole) return Bytes(whole);
        var text = new StringBuilder($"Metadata-Version: {(string?)one["metadataVersion"] ?? "2.1"}\nName: {project}\nVersion: 1.0\n");
        foreach (var line in one["lines"]?.AsArray() ?? []) text.Append((string)line!).Append('\n');
        if (one["repeat"] is JsonArray repeat) text.Insert(text.Length, $"{(string)repeat[0]!}\n", (int)repeat[1]!);
        if (one["body"] is JsonArray body) text.Append('\n').Insert(text.Length, (string)body[0]!, (int)body[1]!);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private void Change(Dictionary<string, byte[]> members)
    {
        foreach (var (path, content) in one["members"]?.AsObject() ?? [])
        {
            if (content is null) members.Remove(path);
            else members[path] = Bytes(content);
        }
    }

    private byte[] Record(Dictionary<string, byte[]> members, JsonObject edits)
    {
        var algorithm = (string?)edits["algorithm"] ?? "sha256";
        var dropped = edits["drop"]?.AsArray().Select(path => (string)path!).ToHashSet() ?? [];
        var rows = new List<string>();
        foreach (var path in members.Keys.Where(path => !path.EndsWith('/')).Append($"{Info}/RECORD").Where(path => !dropped.Contains(path)))
        {
            var quoted = edits["quoted"] is not null || path.AsSpan().ContainsAny(',', '"')
                ? $"\"{path.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
                : path;
            var rest = (string?)edits["rows"]?[path] ?? (members.TryGetValue(path, out var bytes) ? Hashed(algorithm, bytes, edits) : ",");
            rows.Add($"{quoted},{rest}");
            if (edits["twice"] is not null) rows.Add($"{quoted},{rest}");
        }

        rows.AddRange(edits["add"]?.AsArray().Select(row => (string)row!) ?? []);
        var end = edits["crlf"] is null ? "\n" : "\r\n";
        return Encoding.UTF8.GetBytes(string.Concat(rows.Select(row => row + end)));
    }

    private static string Hashed(string algorithm, byte[] bytes, JsonObject edits)
    {
        var hash = algorithm switch { "sha384" => SHA384.HashData(bytes), "sha512" => SHA512.HashData(bytes), _ => SHA256.HashData(bytes) };
        var size = edits["noSizes"] is not null ? "" : $"{bytes.Length + ((int?)edits["sizes"] ?? 0)}";
        return $"{algorithm}={Base64Url.EncodeToString(hash)},{size}";
    }

    private static byte[] Bytes(JsonNode content) => content is JsonObject coded
        ? Convert.FromBase64String((string)coded["base64"]!)
        : Encoding.UTF8.GetBytes((string)content!);
}
