using System.IO.Compression;
using System.IO.Hashing;

namespace Colophon.Tests.Support.Archives;

/// <summary>Writes ZIP archives record by record, so that each field can be bent by its name.</summary>
internal sealed class RawZip
{
    public sealed class Member
    {
        public required byte[] Name { get; set; }
        public byte[] Bytes { get; set; } = [];
        public int Method { get; set; } = 8;
        public byte[]? Packed { get; set; }
        public byte[]? CentralName { get; set; }
        public byte[] LocalExtra { get; set; } = [];
        public byte[] CentralExtra { get; set; } = [];
        public byte[] Comment { get; set; } = [];
        public Dictionary<string, long> Local { get; } = [];
        public Dictionary<string, long> Central { get; } = [];
        public bool HasLocal { get; set; } = true;
        public bool HasCentral { get; set; } = true;
        internal long At { get; set; }

        public bool IsDirectory => Name is [.., (byte)'/'];
    }

    public List<Member> Members { get; } = [];
    public byte[] Prefix { get; set; } = [];
    public byte[] Between { get; set; } = [];
    public byte[] Suffix { get; set; } = [];
    public byte[] Comment { get; set; } = [];
    public Dictionary<string, long> End { get; } = [];

    /// <summary>Fields of a ZIP64 end to bend; null when there is none.</summary>
    public Dictionary<string, long>? End64 { get; set; }
    public Dictionary<string, long>? Locator { get; set; }

    public byte[] ToArray()
    {
        using var file = new MemoryStream();
        file.Write(Prefix);
        foreach (var member in Members.Where(m => m.HasLocal)) WriteLocal(file, member);
        file.Write(Between);
        var start = file.Length;
        foreach (var member in Members.Where(m => m.HasCentral)) WriteCentral(file, member);
        WriteEnds(file, start, file.Length - start, Members.Count(m => m.HasCentral));
        file.Write(Comment);
        file.Write(Suffix);
        return file.ToArray();
    }

    private void WriteEnds(MemoryStream file, long start, long size, int count)
    {
        var at = file.Length;
        if (End64 is not null)
            Write(file, End64, ("signature", 4, 0x06064B50), ("length", 8, 44), ("madeBy", 2, 45), ("needs", 2, 45), ("disk", 4, 0),
                ("centralDisk", 4, 0), ("here", 8, count), ("all", 8, count), ("size", 8, size), ("offset", 8, start));
        if (Locator is not null)
            Write(file, Locator, ("signature", 4, 0x07064B50), ("disk", 4, 0), ("at", 8, at), ("disks", 4, 1));
        Write(file, End, ("signature", 4, 0x06054B50), ("disk", 2, 0), ("centralDisk", 2, 0), ("here", 2, count), ("all", 2, count),
            ("size", 4, size), ("offset", 4, start), ("commentLength", 2, Comment.Length));
    }

    private static void WriteLocal(MemoryStream file, Member m)
    {
        m.Packed ??= m.Method == 8 ? Deflate(m.Bytes) : m.Bytes;
        m.At = file.Length;
        Write(file, m.Local, ("signature", 4, 0x04034B50), ("needs", 2, 20), ("flags", 2, Flags(m)), ("method", 2, m.Method), ("time", 2, 0),
            ("date", 2, 33), ("crc", 4, Crc32.HashToUInt32(m.Bytes)), ("packed", 4, m.Packed.Length), ("size", 4, m.Bytes.Length),
            ("nameLength", 2, m.Name.Length), ("extraLength", 2, m.LocalExtra.Length));
        file.Write(m.Name);
        file.Write(m.LocalExtra);
        file.Write(m.Packed);
    }

    private static void WriteCentral(MemoryStream file, Member m)
    {
        var name = m.CentralName ?? m.Name;
        Write(file, m.Central, ("signature", 4, 0x02014B50), ("madeBy", 2, 0x0314), ("needs", 2, 20), ("flags", 2, Flags(m)),
            ("method", 2, m.Method), ("time", 2, 0), ("date", 2, 33), ("crc", 4, Crc32.HashToUInt32(m.Bytes)),
            ("packed", 4, m.Packed?.Length ?? 0), ("size", 4, m.Bytes.Length), ("nameLength", 2, name.Length),
            ("extraLength", 2, m.CentralExtra.Length), ("commentLength", 2, m.Comment.Length), ("disk", 2, 0), ("internal", 2, 0),
            ("attributes", 4, m.IsDirectory ? 0x41ED_0010 : 0x81A4_0000), ("offset", 4, m.At));
        file.Write(name);
        file.Write(m.CentralExtra);
        file.Write(m.Comment);
    }

    private static int Flags(Member m) => System.Text.Ascii.IsValid(m.Name) ? 0 : 0x800;

    private static void Write(MemoryStream file, Dictionary<string, long> bent, params (string Name, int Width, long Value)[] fields)
    {
        var unknown = bent.Keys.Except(fields.Select(f => f.Name)).FirstOrDefault();
        if (unknown is not null) throw new ArgumentException($"There is no field '{unknown}'.");
        foreach (var (name, width, value) in fields)
        {
            var number = bent.TryGetValue(name, out var other) ? other : value;
            for (var i = 0; i < width; i++) file.WriteByte((byte)(number >> (8 * i)));
        }
    }

    public static byte[] Deflate(byte[] bytes)
    {
        if (bytes.Length == 0) return [3, 0];
        var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true)) deflate.Write(bytes);
        return packed.ToArray();
    }
}
