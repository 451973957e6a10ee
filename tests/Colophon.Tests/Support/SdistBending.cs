using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Colophon.Tests.Support;

/// <summary>Source archives with one thing wrong (threats E24 to E35).</summary>
internal static class SdistBending
{
    public static byte[] Bend(string how) => how switch
    {
        "plain" => Made(),
        "pax times and long path" => Pax(),
        "truncated" => Made()[..^5],
        "garbage behind" => [.. Made(), 0],
        "two members" => [.. Made(), .. Made()],
        "bad crc" => Flip(Made(), -8),
        "symlink" =>
            Made((tar, top) => tar.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, $"{top}/link") { LinkName = "PKG-INFO" })),
        "hard link" =>
            Made((tar, top) => tar.WriteEntry(new UstarTarEntry(TarEntryType.HardLink, $"{top}/link") { LinkName = "/etc/passwd" })),
        "fifo" => Made((tar, top) => tar.WriteEntry(new UstarTarEntry(TarEntryType.Fifo, $"{top}/pipe"))),
        "twice" => Made((tar, top) => TestSdist.Add(tar, TarEntryFormat.Ustar, $"{top}/pkg-info", [])),
        "other top" => Made((tar, _) => TestSdist.Add(tar, TarEntryFormat.Ustar, "evil/x", [])),
        "absolute" => Blocks(b => Rename(b, "/ample-1.0/x")),
        "dots" => Made((tar, top) => TestSdist.Add(tar, TarEntryFormat.Ustar, $"{top}/../../x", [])),
        "bad checksum" => Blocks(b => b[0] ^= 1),
        "zeros in the middle" => Blocks(_ => { }, zerosBefore: 1),
        "no end" => Blocks(_ => { }, ends: 0),
        "pax size" => WithPax("size=99999"),
        "global path" => WithPax("path=sample-1.0/other", type: 'g'),
        "no pkg-info" => Blocks(b => Rename(b, "sample-1.0/README")),
        "no gzip" => "plain text"u8.ToArray(),
        _ => throw new ArgumentOutOfRangeException(nameof(how), how, null),
    };

    private static byte[] Made(Action<TarWriter, string>? more = null) => TestSdist.Make("sample", "1.0", more).Bytes;

    private static byte[] Pax() =>
        TestSdist.Make("sample", "1.0", (tar, top) =>
        TestSdist.Add(tar, TarEntryFormat.Pax, $"{top}/{new string('d', 90)}/{new string('e', 120)}.py", [1, 2, 3]),
        TarEntryFormat.Pax).Bytes;

    private static byte[] Flip(byte[] bytes, int fromEnd)
    {
        bytes[^-fromEnd] ^= 1;
        return bytes;
    }

    private static void Rename(byte[] header, string name)
    {
        header.AsSpan(0, 100).Clear();
        Encoding.ASCII.GetBytes(name).CopyTo(header, 0);
        Sum(header);
    }

    private static void Sum(byte[] header)
    {
        header.AsSpan(148, 8).Fill((byte)' ');
        var sum = header.Sum(b => b);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header, 148);
    }

    private static byte[] Header(string name, int size, char type)
    {
        var header = new byte[512];
        Encoding.ASCII.GetBytes(name).CopyTo(header, 0);
        Encoding.ASCII.GetBytes("0000644\0").CopyTo(header, 100);
        Encoding.ASCII.GetBytes(Convert.ToString(size, 8).PadLeft(11, '0')).CopyTo(header, 124);
        header[156] = (byte)type;
        Encoding.ASCII.GetBytes("ustar\000").CopyTo(header, 257);
        Sum(header);
        return header;
    }

    private static byte[] Padded(byte[] data) => [.. data, .. new byte[(512 - (data.Length % 512)) % 512]];

    private static byte[] Blocks(Action<byte[]> bend, int zerosBefore = 0, int ends = 2, byte[]? before = null)
    {
        var info = "Metadata-Version: 2.1\nName: sample\nVersion: 1.0\n"u8.ToArray();
        var header = Header("sample-1.0/PKG-INFO", info.Length, '0');
        bend(header);
        return Gzip([.. before ?? [], .. new byte[512 * zerosBefore], .. header, .. Padded(info), .. new byte[512 * ends]]);
    }

    private static byte[] WithPax(string pair, char type = 'x')
    {
        var record = Encoding.ASCII.GetBytes($" {pair}\n");
        var length = record.Length + (record.Length + 2 >= 10 ? 2 : 1);
        var data = Encoding.ASCII.GetBytes($"{length} {pair}\n");
        return Blocks(_ => { }, before: [.. Header("pax", data.Length, type), .. Padded(data)]);
    }

    private static byte[] Gzip(byte[] tar)
    {
        var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(tar);
        return stream.ToArray();
    }
}
