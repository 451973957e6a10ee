namespace Colophon.Rules.Packaging.Containers;

/// <summary>One member of a ZIP archive, as both of its records describe it.</summary>
internal sealed record ZipMember(string Path, ushort Flags, ushort Method, uint Crc, long PackedSize, long Size, long HeaderAt,
    long BytesAt)
{
    /// <summary>The flag that says the name is UTF-8.</summary>
    public const int Utf8 = 0x0800;

    private const int Encrypted = 0x2041, HasDescriptor = 0x0008, DeflateLevel = 0x0006;
    private const uint Folder = 0x4000, File = 0x8000, FatFolder = 0x10;

    public bool IsDirectory => Path.EndsWith('/');

    /// <summary>Refuses what no reader, or not every reader, can use (threats.md E09, E15, E18-E20).</summary>
    public void RefuseUnusable()
    {
        if ((Flags & Encrypted) != 0) throw ZipRecord.Broken(ArchiveProblems.Encrypted, $"'{Path}' is encrypted");
        if ((Flags & HasDescriptor) != 0) throw ZipRecord.Broken(ArchiveProblems.DataDescriptor, "ZIP contains a data descriptor");
        if ((Flags & ~(Utf8 | DeflateLevel)) != 0)
            throw ZipRecord.Broken(ArchiveProblems.HeaderMismatch, $"'{Path}' has flags {Flags:x4} that are not used here");
        if (Method is not (0 or 8)) throw ZipRecord.Broken(ArchiveProblems.Method, "File does not use a supported compression type");
        if (Method == 0 && PackedSize != Size)
            throw ZipRecord.Broken(ArchiveProblems.SizeMismatch, $"Mis-matched data size: '{Path}' is stored, and has two sizes");
        if (IsDirectory && (Size != 0 || PackedSize != 0 || Crc != 0))
            throw ZipRecord.Broken(ArchiveProblems.EntryType, $"the directory '{Path}' has data");
        if ((Flags & Utf8) == 0 && !System.Text.Ascii.IsValid(Path))
            throw ZipRecord.Broken(ArchiveProblems.Name, $"the name '{Path}' is not marked as UTF-8");
    }

    /// <summary>
    /// The upper half of the attributes is a Unix mode, whatever system is named: installers look at it alone. Some take the kind from
    /// there and some from the name, so both must say the same (threats.md E17, E18).
    /// </summary>
    public void RefuseOtherKinds(uint attributes)
    {
        var kind = (attributes >> 16) & 0xF000;
        if (kind is not (0 or File or Folder))
            throw ZipRecord.Broken(ArchiveProblems.Link, $"'{Path}' is a link or a device, or what else mode {attributes >> 16:x} is");
        var isOther = IsDirectory ? kind == File : kind == Folder || (attributes & FatFolder) != 0;
        if (isOther)
            throw ZipRecord.Broken(ArchiveProblems.EntryType, $"'{Path}' is a directory by its name or by its attributes, not by both");
    }
}
