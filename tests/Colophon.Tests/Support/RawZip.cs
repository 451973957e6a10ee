using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Colophon.Tests.Support;

/// <summary>Writes ZIP archives record by record, so that each field can be bent.</summary>
internal sealed class RawZip
{
    private readonly List<Member> members = [];

    public sealed class Member
    {
        public required byte[] Name { get; set; }
        public byte[] Bytes { get; set; } = [];
        public ushort Method { get; set; } = 8;
        public ushort Flags { get; set; }
        public uint? Crc { get; set; }
        public uint? Size { get; set; }
        public byte[] LocalExtra { get; set; } = [];
        public byte[] CentralExtra { get; set; } = [];
        public byte[] Comment { get; set; } = [];
        public uint Attributes { get; set; } = 0x81A4_0000;
        public byte[]? Packed { get; set; }
        public byte[]? CentralName { get; set; }
        public uint? CentralSize { get; set; }
        public ushort? CentralMethod { get; set; }
        public ushort Needs { get; set; } = 20;
        public bool NoCentral { get; set; }
        public bool NoLocal { get; set; }
        internal uint At { get; set; }
    }

    public byte[] Prefix { get; set; } = [];
    public byte[] Between { get; set; } = [];
    public byte[] Suffix { get; set; } = [];
    public byte[] ArchiveComment { get; set; } = [];
    public int ExtraRecords { get; set; }
    public int OffsetBy { get; set; }
    public ushort Disk { get; set; }

    public RawZip Add(string name, string text, Action<Member>? bend = null)
    {
        var member = new Member { Name = Encoding.UTF8.GetBytes(name), Bytes = Encoding.UTF8.GetBytes(text) };
        bend?.Invoke(member);
        members.Add(member);
        return this;
    }

    public byte[] ToArray()
    {
        using var file = new MemoryStream();
        file.Write(Prefix);
        foreach (var member in members.Where(m => !m.NoLocal)) WriteLocal(file, member);
        file.Write(Between);
        var start = (uint)file.Length;
        foreach (var member in members.Where(m => !m.NoCentral)) WriteCentral(file, member);
        var size = (uint)file.Length - start;
        var count = members.Count(m => !m.NoCentral) + ExtraRecords;
        Numbers(file, 0x06054B50u, Disk, (ushort)0, (ushort)count, (ushort)count, size, (uint)(start + OffsetBy),
            (ushort)ArchiveComment.Length);
        file.Write(ArchiveComment);
        file.Write(Suffix);
        return file.ToArray();
    }

    private static void WriteLocal(MemoryStream file, Member member)
    {
        member.Packed ??= member.Method == 8 ? Deflate(member.Bytes) : member.Bytes;
        member.At = (uint)file.Length;
        Numbers(file, 0x04034B50u, (ushort)20, member.Flags, member.Method, (ushort)0, (ushort)33, member.Crc
            ?? Crc(member.Bytes), (uint)member.Packed.Length, member.Size
            ?? (uint)member.Bytes.Length, (ushort)member.Name.Length, (ushort)member.LocalExtra.Length);
        file.Write(member.Name);
        file.Write(member.LocalExtra);
        file.Write(member.Packed);
    }

    private static void WriteCentral(MemoryStream file, Member member)
    {
        var name = member.CentralName ?? member.Name;
        Numbers(file, 0x02014B50u, (ushort)0x0314, member.Needs, member.Flags, member.CentralMethod ?? member.Method, (ushort)0,
            (ushort)33, member.Crc ?? Crc(member.Bytes), (uint)(member.Packed?.Length ?? 0),
            member.CentralSize ?? member.Size ?? (uint)member.Bytes.Length, (ushort)name.Length, (ushort)member.CentralExtra.Length,
                (ushort)member.Comment.Length, (ushort)0, (ushort)0, member.Attributes, member.At);
        file.Write(name);
        file.Write(member.CentralExtra);
        file.Write(member.Comment);
    }

    public static byte[] Deflate(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true)) deflate.Write(bytes);
        return packed.ToArray();
    }

    public static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }

    private static void Numbers(MemoryStream file, params object[] fields)
    {
        Span<byte> four = stackalloc byte[4];
        foreach (var field in fields)
        {
            if (field is uint wide)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(four, wide);
                file.Write(four);
            }
            else
            {
                BinaryPrimitives.WriteUInt16LittleEndian(four, (ushort)field);
                file.Write(four[..2]);
            }
        }
    }
}
