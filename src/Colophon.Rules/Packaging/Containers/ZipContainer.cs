using System.Buffers.Binary;
using System.IO.Hashing;

namespace Colophon.Rules.Packaging.Containers;

/// <summary>
/// A ZIP archive that every reader reads the same: records follow each other from the first byte to the last without gap or overlap, and
/// each member is described twice in the same words (pypi-wire.md 5.6.2; threats.md E02-E22). Anything else is refused, however common.
/// </summary>
internal sealed class ZipContainer
{
    /// <summary>The newest version of the format that Python's zipfile opens: 6.3. What it refuses, pip cannot install.</summary>
    private const int NewestFormat = 63;

    private const uint Local = 0x04034B50, Central = 0x02014B50, End = 0x06054B50, End64 = 0x06064B50, Locator64 = 0x07064B50;

    private readonly Stream stream;
    private readonly Dictionary<string, ZipMember> members = new(StringComparer.Ordinal);
    private readonly MemberPaths paths = new();
    private long centralAt = -1, centralEnd, end64At = -1;
    private readonly HashSet<string> listedPaths = new(StringComparer.Ordinal);
    private bool hasLocator;
    private int Listed => listedPaths.Count;

    private ZipContainer(Stream stream) => this.stream = stream;

    /// <summary>Members by exact path, in the archive's order.</summary>
    public IReadOnlyCollection<ZipMember> Members => members.Values;

    public ZipMember? Find(string path) => members.GetValueOrDefault(path);

    /// <summary>Reads every record of the archive; no member is opened yet.</summary>
    /// <exception cref="BrokenArchive">It is not such an archive.</exception>
    public static ZipContainer Open(Stream stream)
    {
        var zip = new ZipContainer(stream);
        zip.stream.Position = 0;
        for (var isFirst = true; !zip.ReadRecord(isFirst); isFirst = false)
        {
        }

        return zip;
    }

    /// <summary>Hands out the member's bytes in pieces, and refuses it at the end when they were not what the archive says.</summary>
    public void Read(ZipMember member, Action<ReadOnlySpan<byte>> take)
    {
        stream.Position = member.BytesAt;
        var crc = new Crc32();
        long size = 0;
        var inflater = member.Method == 0 ? null : new Inflater(stream, member.PackedSize, ArchiveProblems.Deflate);
        var buffer = inflater is null ? new byte[1 << 16] : [];
        while (true)
        {
            var piece = inflater is null
                ? buffer.AsSpan(0, stream.Read(buffer, 0, (int)Math.Min(buffer.Length, member.PackedSize - size)))
                : inflater.Next();
            if (piece.Length == 0) break;
            size += piece.Length;
            if (size > member.Size)
                throw Broken(ArchiveProblems.SizeMismatch, $"'{member.Path}' unpacks to more than the {member.Size} bytes it declares");
            crc.Append(piece);
            take(piece);
        }

        if (size != member.Size)
            throw Broken(ArchiveProblems.SizeMismatch, $"'{member.Path}' unpacks to {size} bytes, it declares {member.Size}");
        if (inflater is not null && inflater.Consumed != member.PackedSize)
            throw Broken(ArchiveProblems.Deflate, $"'{member.Path}' has bytes behind its compressed data");
        var found = crc.GetCurrentHashAsUInt32();
        if (found != member.Crc) throw Broken(ArchiveProblems.Crc, $"'{member.Path}' has CRC {found:x8}, declared {member.Crc:x8}");
    }

    /// <summary>True when the record was the archive's end.</summary>
    private bool ReadRecord(bool isFirst)
    {
        var signature = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
        if (isFirst && signature is not Local and not End)
            throw Broken(ArchiveProblems.Prefix, "Unknown record signature: the file does not begin with a record of a ZIP archive");
        switch (signature)
        {
            case Local when centralAt < 0:
                ReadLocal();
                return false;
            case Central when end64At < 0:
                ReadCentral();
                return false;
            case End64 when end64At < 0:
                ReadEnd64();
                return false;
            case Locator64 when end64At >= 0 && !hasLocator:
                ReadLocator();
                return false;
            case End:
                ReadEnd();
                return true;
            default:
                throw Broken(ArchiveProblems.Prefix, "Unknown record signature: something stands between the archive's records");
        }
    }

    private void ReadLocal()
    {
        var at = stream.Position - 4;
        var head = Take(26);
        var nameBytes = Take(Short(head, 22));
        var name = nameBytes.ToArray();
        var extra = Take(Short(head, 24));
        var (size, packed, _) = ZipExtras.Read(extra, name, (Long(head, 18), Long(head, 14), 0));
        var member = new ZipMember(MemberPaths.Decode(name), Short(head, 2), Short(head, 4), Long(head, 10), packed, size, at,
            stream.Position);

        RefuseMember(member, name);
        paths.Add(member.Path, member.IsDirectory);
        members.Add(member.Path, member);
        if (stream.Position + packed > stream.Length)
            throw Broken(ArchiveProblems.Truncated, $"Malformed zip file: '{member.Path}' reaches beyond the end");
        stream.Position += packed;
    }

    private static void RefuseMember(ZipMember member, ReadOnlySpan<byte> name)
    {
        if ((member.Flags & 0x2041) != 0) throw Broken(ArchiveProblems.Encrypted, $"'{member.Path}' is encrypted");
        if ((member.Flags & 0x0008) != 0) throw Broken(ArchiveProblems.DataDescriptor, "ZIP contains a data descriptor");
        if ((member.Flags & ~0x0806) != 0)
            throw Broken(ArchiveProblems.HeaderMismatch, $"'{member.Path}' has flags {member.Flags:x4} that are not used here");
        if (member.Method is not (0 or 8)) throw Broken(ArchiveProblems.Method, "File does not use a supported compression type");
        if (member.Method == 0 && member.PackedSize != member.Size)
            throw Broken(ArchiveProblems.SizeMismatch, $"Mis-matched data size: '{member.Path}' is stored, and has two sizes");
        if (member.IsDirectory && member.Size != 0) throw Broken(ArchiveProblems.EntryType, $"the directory '{member.Path}' has data");
        if ((member.Flags & 0x0800) == 0 && !System.Text.Ascii.IsValid(name))
            throw Broken(ArchiveProblems.Name, $"the name '{member.Path}' is not marked as UTF-8");
    }

    private void ReadCentral()
    {
        if (centralAt < 0) centralAt = stream.Position - 4;
        var head = Take(42).ToArray();
        var name = Take(Short(head, 24)).ToArray();
        var extra = Take(Short(head, 26));
        var (size, packed, offset) = ZipExtras.Read(extra, name, (Long(head, 20), Long(head, 16), Long(head, 38)));
        if ((Short(head, 2) & 0xFF) > NewestFormat)
            throw Broken(ArchiveProblems.Method,
                $"it asks for version {Short(head, 2) & 0xFF} of the format, expected at most {NewestFormat}");
        if (Short(head, 28) != 0) throw Broken(ArchiveProblems.Comment, "Comment in central directory");

        var path = MemberPaths.Decode(name);
        var member = Find(path) ?? throw Broken(ArchiveProblems.Hidden, $"Missing filename in local headers: '{path}'");
        var listedAs = member with
        {
            Flags = Short(head, 4),
            Method = Short(head, 6),
            Crc = Long(head, 12),
            PackedSize = packed,
            Size = size,
            HeaderAt = offset
        };
        if (member != listedAs)
            throw Broken(ArchiveProblems.HeaderMismatch, $"Mis-matched data size or header: '{path}' is described in two ways");
        if (Short(head, 30) != 0) throw Broken(ArchiveProblems.HeaderMismatch, $"'{path}' lies on another disk");

        RefuseKind(path, Short(head, 0) >> 8, Long(head, 34) >> 16);
        if (!listedPaths.Add(path)) throw Broken(ArchiveProblems.Duplicate, $"Duplicate filename in central directory: '{path}'");
        centralEnd = stream.Position;
    }

    /// <summary>The upper half of the attributes is a Unix mode, whatever system is named: installers look at it alone.</summary>
    private static void RefuseKind(string path, int system, uint mode)
    {
        var kind = mode & 0xF000;
        if (kind == 0xA000) throw Broken(ArchiveProblems.Link, $"'{path}' is a symbolic link");
        var isUnix = system is 3 or 19;
        if (isUnix && kind is not (0 or 0x8000 or 0x4000))
            throw Broken(ArchiveProblems.EntryType, $"'{path}' is neither a file nor a directory");
    }

    private void ReadEnd64()
    {
        end64At = stream.Position - 4;
        var head = Take(52);
        if (BinaryPrimitives.ReadInt64LittleEndian(head) != 44) throw Broken(ArchiveProblems.Zip64, "ZIP64 extensible data not allowed");
        CheckEnd(Long(head, 12), Long(head, 16), (Wide(head, 20), Wide(head, 28)), Wide(head, 36), Wide(head, 44));
    }

    private void ReadLocator()
    {
        var head = Take(16);
        hasLocator = true;
        if (Long(head, 0) != 0 || Long(head, 12) != 1 || Wide(head, 4) != end64At)
            throw Broken(ArchiveProblems.Zip64, "Malformed zip file: the ZIP64 locator points elsewhere");
    }

    private void ReadEnd()
    {
        if (end64At >= 0 && !hasLocator) throw Broken(ArchiveProblems.Zip64, "Malformed zip file: a ZIP64 end without its locator");
        var head = Take(18);
        var isWide = end64At >= 0;
        CheckEnd(Short(head, 0), Short(head, 2),
            (OrWide(Short(head, 4), 0xFFFF, Listed, isWide), OrWide(Short(head, 6), 0xFFFF, Listed, isWide)),
            OrWide(Long(head, 8), 0xFFFFFFFF, centralEnd - Math.Max(centralAt, 0), isWide),
                OrWide(Long(head, 12), 0xFFFFFFFF, Math.Max(centralAt, 0), isWide));

        var comment = Take(Short(head, 16));
        if (stream.Position != stream.Length) throw Broken(ArchiveProblems.Trailing, "Trailing data");
        if (comment.IndexOf("PK"u8) >= 0) throw Broken(ArchiveProblems.Comment, "the archive's comment could be read as a record");
        if (Listed != members.Count)
            throw Broken(ArchiveProblems.Hidden, "Filename not in central directory: a member is in the local headers only");
    }

    private static long OrWide(long value, long sentinel, long actual, bool isWide) => isWide && value == sentinel ? actual : value;

    private void CheckEnd(long disk, long centralDisk, (long Here, long All) records, long size, long offset)
    {
        if (disk != 0 || centralDisk != 0 || records.Here != records.All)
            throw Broken(ArchiveProblems.HeaderMismatch, "Malformed zip file: the archive has several disks");
        if (records.All != Listed) throw Broken(ArchiveProblems.Hidden, "Mismatched central directory records");
        if (Listed == 0) throw Broken(ArchiveProblems.NotReadable, "the archive is empty");
        if (offset != centralAt) throw Broken(ArchiveProblems.Overlap, "Mismatched central directory offset");
        if (size != centralEnd - centralAt) throw Broken(ArchiveProblems.Overlap, "Mismatched central directory size");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        var bytes = new byte[count];
        return stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false) == count
            ? bytes
            : throw Broken(ArchiveProblems.Truncated, "Malformed zip file: it ends too early");
    }

    private static ushort Short(ReadOnlySpan<byte> head, int at) => BinaryPrimitives.ReadUInt16LittleEndian(head[at..]);

    private static uint Long(ReadOnlySpan<byte> head, int at) => BinaryPrimitives.ReadUInt32LittleEndian(head[at..]);

    private static long Wide(ReadOnlySpan<byte> head, int at) => BinaryPrimitives.ReadInt64LittleEndian(head[at..]);

    private static BrokenArchive Broken(Problem problem, string why) =>
        new(problem.Because($"Invalid distribution file. ZIP archive not accepted: {why}."));
}
