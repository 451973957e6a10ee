using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Colophon.Tests.Support.Archives;

/// <summary>Writes gzipped tar archives block by block, so that each field of each header can be bent by its name.</summary>
internal sealed class RawTar
{
    private const int Block = 512;

    public static readonly Dictionary<string, (int At, int Length)> Fields = new()
    {
        ["name"] = (0, 100),
        ["mode"] = (100, 8),
        ["uid"] = (108, 8),
        ["gid"] = (116, 8),
        ["size"] = (124, 12),
        ["mtime"] = (136, 12),
        ["sum"] = (148, 8),
        ["type"] = (156, 1),
        ["link"] = (157, 100),
        ["magic"] = (257, 8),
        ["uname"] = (265, 32),
        ["gname"] = (297, 32),
        ["major"] = (329, 8),
        ["minor"] = (337, 8),
        ["prefix"] = (345, 155),
        ["rest"] = (500, 12),
    };

    public sealed class Member
    {
        public byte[] Name { get; set; } = [];
        public byte[] Bytes { get; set; } = [];
        public char Type { get; set; } = '0';

        /// <summary>Raw bytes of fields, in place of what the rest says.</summary>
        public Dictionary<string, byte[]> Bent { get; } = [];

        /// <summary>Blocks of zeros before it.</summary>
        public int Zeros { get; set; }
    }

    public List<Member> Members { get; } = [];

    /// <summary>Blocks of zeros behind the last member.</summary>
    public int End { get; set; } = 2;
    public byte[] After { get; set; } = [];

    public void Add(string name, byte[] bytes, char type = '0') =>
        Members.Add(new Member { Name = Encoding.UTF8.GetBytes(name), Bytes = bytes, Type = type });

    public byte[] ToTar()
    {
        var tar = new MemoryStream();
        foreach (var member in Members)
        {
            tar.Write(new byte[Block * member.Zeros]);
            tar.Write(Header(member));
            tar.Write(member.Bytes);
            tar.Write(new byte[(Block - (member.Bytes.Length % Block)) % Block]);
        }

        tar.Write(new byte[Block * End]);
        tar.Write(After);
        return tar.ToArray();
    }

    /// <summary>Pax records with their lengths.</summary>
    public static byte[] Records(IEnumerable<(string Key, byte[] Value)> records)
    {
        var all = new MemoryStream();
        foreach (var (key, value) in records)
        {
            var rest = Encoding.UTF8.GetByteCount(key) + value.Length + 3;
            var length = rest + $"{rest}".Length;
            if ($"{length}".Length != $"{rest}".Length) length = rest + $"{length}".Length;
            all.Write([.. Encoding.UTF8.GetBytes($"{length} {key}="), .. value, (byte)'\n']);
        }

        return all.ToArray();
    }

    private static byte[] Header(Member member)
    {
        var header = new byte[Block];
        Put(header, "name", member.Name);
        foreach (var (field, text) in ((string, string)[])[("mode", "0000644\0"), ("uid", "0000000\0"), ("gid", "0000000\0"),
            ("mtime", "00000000000\0"), ("magic", "ustar\000"), ("major", "0000000\0"), ("minor", "0000000\0")])
            Put(header, field, Encoding.ASCII.GetBytes(text));
        Put(header, "size", Encoding.ASCII.GetBytes(Convert.ToString(member.Bytes.Length, 8).PadLeft(11, '0') + "\0"));
        header[156] = (byte)member.Type;
        foreach (var (field, bytes) in member.Bent.Where(b => b.Key != "sum")) Put(header, field, bytes);
        Sum(header);
        if (member.Bent.TryGetValue("sum", out var sum)) Put(header, "sum", sum);
        return header;
    }

    private static void Put(byte[] header, string field, byte[] bytes)
    {
        var (at, length) = Fields[field];
        header.AsSpan(at, length).Clear();
        bytes.AsSpan(0, Math.Min(length, bytes.Length)).CopyTo(header.AsSpan(at));
    }

    /// <summary>Makes the header's checksum hold.</summary>
    public static void Sum(Span<byte> header)
    {
        header.Slice(148, 8).Fill((byte)' ');
        var sum = 0;
        foreach (var b in header) sum += b;
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
    }

    /// <summary>One gzip member whose parts can be bent.</summary>
    public static byte[] Gzip(byte[] tar, byte[]? header = null, byte[]? body = null, uint? crc = null, uint? size = null)
    {
        var trailer = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, crc ?? Crc32.HashToUInt32(tar));
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(4), size ?? (uint)tar.Length);
        return [.. header ?? [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF], .. body ?? RawZip.Deflate(tar), .. trailer];
    }

    /// <summary>Deflate blocks that hold the bytes as they are.</summary>
    public static byte[] Stored(byte[] bytes)
    {
        var packed = new MemoryStream();
        for (var at = 0; at == 0 || at < bytes.Length; at += 0xFFFF)
        {
            var length = Math.Min(0xFFFF, bytes.Length - at);
            packed.Write([(byte)(at + length == bytes.Length ? 1 : 0), (byte)length, (byte)(length >> 8), (byte)~length, (byte)(~length >> 8)]);
            packed.Write(bytes, at, length);
        }

        return packed.ToArray();
    }
}
