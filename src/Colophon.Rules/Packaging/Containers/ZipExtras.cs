using System.Buffers.Binary;

namespace Colophon.Rules.Packaging.Containers;

/// <summary>
/// The extra fields of a record (APPNOTE 4.5): only ZIP64 sizes mean anything here, and a Unicode path must say what the name says.
/// </summary>
internal static class ZipExtras
{
    private const uint Sentinel = 0xFFFFFFFF;
    private const int Zip64 = 0x0001, UnicodePath = 0x7075;

    /// <summary>Sizes and offset with ZIP64's values in place of sentinels, in the fixed order of the specification.</summary>
    public static (long Size, long Packed, long Offset) Read(ReadOnlySpan<byte> extra, ReadOnlySpan<byte> name, int method,
        (uint Size, uint Packed, uint Offset) fields)
    {
        (long size, long packed, long offset) = fields;
        bool hasZip64 = false, hasPath = false;
        while (extra.Length > 0)
        {
            var (id, value) = Next(ref extra);
            if (id == UnicodePath) hasPath = hasPath ? throw Twice() : IsSamePath(value, name);
            if (id != Zip64) continue;

            if (hasZip64) throw Twice();
            hasZip64 = true;
            if (IsRepeated(value, fields)) continue;
            if (value.Length == 8 && method != 0) throw BadZip64("Malformed zip file: a ZIP64 field holds one of two sizes");
            if (fields.Size == Sentinel) size = Take(ref value);
            if (fields.Packed == Sentinel) packed = Take(ref value);
            if (fields.Offset == Sentinel) offset = Take(ref value);
            if (value.Length > 0) throw BadZip64("Malformed zip file: a ZIP64 field holds more than is asked for");
        }

        var isOpen = !hasZip64 && (fields.Size == Sentinel || fields.Packed == Sentinel || fields.Offset == Sentinel);
        return isOpen || size < 0 || packed < 0 || offset < 0
            ? throw BadZip64("Malformed zip file: a size is left to a ZIP64 field that is not there")
            : (size, packed, offset);
    }

    /// <summary>Python's zipfile leaves both sizes here when the record has them too: whoever reads which reads the same.</summary>
    private static bool IsRepeated(byte[] value, (uint Size, uint Packed, uint Offset) fields) =>
        value.Length == 16 && fields.Size != Sentinel && fields.Packed != Sentinel && fields.Offset != Sentinel
        && BinaryPrimitives.ReadInt64LittleEndian(value) == fields.Size
        && BinaryPrimitives.ReadInt64LittleEndian(value.AsSpan(8)) == fields.Packed;

    private static (int Id, byte[] Value) Next(ref ReadOnlySpan<byte> extra)
    {
        if (extra.Length < 4) throw Broken("Malformed zip file: a rest of fewer than four bytes");
        var (id, length) = (BinaryPrimitives.ReadUInt16LittleEndian(extra), BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]));
        if (length > extra.Length - 4) throw Broken("Malformed zip file: one reaches beyond the record");
        var value = extra.Slice(4, length).ToArray();
        extra = extra[(4 + length)..];
        return (id, value);
    }

    private static long Take(ref byte[] value)
    {
        if (value.Length < 8) throw BadZip64("Malformed zip file: a ZIP64 field is too short");
        var number = BinaryPrimitives.ReadInt64LittleEndian(value);
        value = value[8..];
        return number;
    }

    /// <summary>Version 1, the CRC of the name, and the name once more.</summary>
    private static bool IsSamePath(ReadOnlySpan<byte> value, ReadOnlySpan<byte> name)
    {
        if (value.Length < 5 || value[0] != 1 || !value[5..].SequenceEqual(name)) throw Broken("a Unicode path differs from the name");
        return BinaryPrimitives.ReadUInt32LittleEndian(value[1..]) == System.IO.Hashing.Crc32.HashToUInt32(name)
            ? true
            : throw Broken("a Unicode path is for another name");
    }

    private static BrokenArchive Twice() => Broken("Invalid duplicate extra in local file");

    private static BrokenArchive BadZip64(string why) => ZipRecord.Broken(ArchiveProblems.Zip64, why);

    private static BrokenArchive Broken(string why) => ZipRecord.Broken(ArchiveProblems.Extra, $"extra fields: {why}");
}
