using System.Buffers.Text;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Colophon.Tests.Support;

/// <summary>Wheels and source distributions of any name, version and content; what is bent is said by the caller.</summary>
internal static class TestWheel
{
    public static (string FileName, byte[] Bytes) Make(string name, string version, byte[]? payload = null, string extraMetadata = "",
        Action<Dictionary<string, byte[]>>? change = null)
    {
        var part = name.Replace('-', '_');
        var info = $"{part}-{version}.dist-info";
        var members = new Dictionary<string, byte[]>
        {
            [$"{part}/__init__.py"] = payload ?? "ANSWER = 42\n"u8.ToArray(),
            [$"{info}/METADATA"] = Encoding.UTF8.GetBytes($"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{extraMetadata}"),
            [$"{info}/WHEEL"] = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"u8.ToArray(),
        };
        change?.Invoke(members);
        if (!members.ContainsKey($"{info}/RECORD")) members[$"{info}/RECORD"] = Record(members, info);
        return ($"{part}-{version}-py3-none-any.whl", Zip(members));
    }

    public static byte[] Zip(IReadOnlyDictionary<string, byte[]> members)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, bytes) in members)
            {
                using var entry = zip.CreateEntry(path, CompressionLevel.Fastest).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    private static byte[] Record(Dictionary<string, byte[]> members, string info)
    {
        var rows = members.Select(m => $"{m.Key},sha256={Base64Url.EncodeToString(SHA256.HashData(m.Value))},{m.Value.Length}\n");
        return Encoding.UTF8.GetBytes(string.Concat(rows) + $"{info}/RECORD,,\n");
    }
}

/// <summary>Source distributions.</summary>
internal static class TestSdist
{
    public static (string FileName, byte[] Bytes) Make(string name, string version, Action<TarWriter, string>? more = null,
        TarEntryFormat format = TarEntryFormat.Ustar)
    {
        var top = $"{name.Replace('-', '_')}-{version}";
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, format))
        {
            Add(tar, format, $"{top}/PKG-INFO", Encoding.UTF8.GetBytes($"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"));
            more?.Invoke(tar, top);
        }

        return ($"{top}.tar.gz", stream.ToArray());
    }

    public static void Add(TarWriter tar, TarEntryFormat format, string path, byte[] bytes)
    {
        TarEntry entry = format == TarEntryFormat.Pax
            ? new PaxTarEntry(TarEntryType.RegularFile, path)
            : new UstarTarEntry(TarEntryType.RegularFile, path);
        entry.DataStream = new MemoryStream(bytes);
        tar.WriteEntry(entry);
    }
}
