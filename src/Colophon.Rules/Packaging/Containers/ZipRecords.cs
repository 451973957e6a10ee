using System.Buffers.Binary;

namespace Colophon.Rules.Packaging.Containers;

/// <summary>One member of a ZIP archive, as both of its records describe it.</summary>
internal sealed record ZipMember(string Path, ushort Flags, ushort Method, uint Crc, long PackedSize, long Size, long HeaderAt,
    long BytesAt)
{
    public bool IsDirectory => Path.EndsWith('/');
}

/// <summary>
/// The extra fields of a record (APPNOTE 4.5): only ZIP64 sizes mean anything here, and a Unicode path must say what the name says.
/// </summary>
internal static class ZipExtras
{
    private const uint Sentinel = 0xFFFFFFFF;

    /// <summary>Sizes and offset with ZIP64's values in place of sentinels, in the fixed order of the specification.</summary>
    public static (long Size, long Packed, long Offset) Read(ReadOnlySpan<byte> extra, ReadOnlySpan<byte> name,
        (uint Size, uint Packed, uint Offset) fields)
    {
        (long size, long packed, long offset) = fields;
        bool hasZip64 = false, hasPath = false;
        while (extra.Length > 0)
        {
            if (extra.Length < 4) throw Broken("a rest of fewer than four bytes");
            var (id, length) = (BinaryPrimitives.ReadUInt16LittleEndian(extra), BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]));
            if (length > extra.Length - 4) throw Broken("one reaches beyond the record");

            var value = extra.Slice(4, length);
            extra = extra[(4 + length)..];
            if (id == 0x7075) hasPath = hasPath ? throw Broken("Invalid duplicate extra in local file") : IsSamePath(value, name);
            if (id != 0x0001) continue;

            if (hasZip64) throw Broken("Invalid duplicate extra in local file");
            hasZip64 = true;
            if (fields.Size == Sentinel) size = Take(ref value);
            if (fields.Packed == Sentinel) packed = Take(ref value);
            if (fields.Offset == Sentinel) offset = Take(ref value);
            if (value.Length > 0)
                throw new BrokenArchive(ArchiveProblems.Zip64.Because("Invalid distribution file. ZIP archive not accepted: Malformed zip "
                    + "file: a ZIP64 field holds more than is asked for."));
        }

        var isOpen = !hasZip64 && (fields.Size == Sentinel || fields.Packed == Sentinel || fields.Offset == Sentinel);
        return isOpen || size < 0 || packed < 0 || offset < 0
            ? throw Broken("a size is left to a ZIP64 field that is not there")
            : (size, packed, offset);
    }

    private static long Take(ref ReadOnlySpan<byte> value)
    {
        if (value.Length < 8) throw Broken("a ZIP64 field is too short");
        var number = BinaryPrimitives.ReadInt64LittleEndian(value);
        value = value[8..];
        return number;
    }

    private static bool IsSamePath(ReadOnlySpan<byte> value, ReadOnlySpan<byte> name) =>
        value.Length >= 5 && value[5..].SequenceEqual(name) ? true : throw Broken("a Unicode path differs from the name");

    private static BrokenArchive Broken(string why) =>
        new(ArchiveProblems.Extra.Because($"Invalid distribution file. ZIP archive not accepted: extra fields: {why}."));
}
