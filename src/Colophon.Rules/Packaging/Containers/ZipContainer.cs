using System.IO.Hashing;
using Colophon.Rules.Packaging.Containers.Deflate;
using static Colophon.Rules.Packaging.Containers.ZipRecord;

namespace Colophon.Rules.Packaging.Containers;

/// <summary>
/// A ZIP archive that every reader reads the same: records follow each other from the first byte to the last without gap or overlap, and
/// each member is described twice in the same words (pypi-wire.md 5.6.2; threats.md E02-E22). Anything else is refused, however common.
/// </summary>
internal sealed class ZipContainer
{
    /// <summary>The newest version of the format that Python's zipfile opens: 6.3. What it refuses, pip cannot install.</summary>
    private const int NewestFormat = 63;

    private const long FreeSize = 64 << 20;
    private const int MostRatio = 50;

    private readonly Stream stream;
    private readonly ZipMembers members = new();
    private readonly HashSet<string> unpacked = new(StringComparer.Ordinal);
    private long centralAt = -1, centralEnd, end64At = -1, produced;
    private bool hasLocator;
    private Inflater? inflater;
    private byte[]? buffer;

    private ZipContainer(Stream stream) => this.stream = stream;

    /// <summary>Members in the archive's order.</summary>
    public IReadOnlyCollection<ZipMember> Members => members.All;

    /// <summary>The member of this exact path.</summary>
    public ZipMember? Find(string path) => members.Find(path);

    /// <summary>Reads every record of the archive; no member is opened yet.</summary>
    /// <exception cref="BrokenArchive">It is not such an archive.</exception>
    public static ZipContainer Open(Stream stream)
    {
        var zip = new ZipContainer(stream);
        zip.RefuseOtherKinds();
        stream.Position = 0;
        while (!zip.ReadRecord())
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
        var isFirst = unpacked.Add(member.Path);
        Begin(member);
        while (Next(member, size) is { Length: > 0 } piece)
        {
            size += piece.Length;
            if (size > member.Size)
                throw Broken(ArchiveProblems.SizeMismatch, $"'{member.Path}' unpacks to more than the {member.Size} bytes it declares");
            if (isFirst && (produced += piece.Length) > Math.Max(FreeSize, stream.Length * MostRatio))
                throw Broken(ArchiveProblems.Bomb, "File exceeds compression ratio of 50");
            crc.Append(piece);
            take(piece);
        }

        if (size != member.Size)
            throw Broken(ArchiveProblems.SizeMismatch, $"'{member.Path}' unpacks to {size} bytes, it declares {member.Size}");
        if (member.Method != 0 && inflater!.Consumed != member.PackedSize)
            throw Broken(ArchiveProblems.Deflate, $"'{member.Path}' has bytes behind its compressed data");
        var found = crc.GetCurrentHashAsUInt32();
        if (found != member.Crc) throw Broken(ArchiveProblems.Crc, $"'{member.Path}' has CRC {found:x8}, declared {member.Crc:x8}");
    }

    private void Begin(ZipMember member)
    {
        if (member.Method == 0) buffer ??= new byte[1 << 16];
        else if (inflater is null) inflater = new Inflater(stream, member.PackedSize, ArchiveProblems.Deflate);
        else inflater.Restart(member.PackedSize);
    }

    private ReadOnlySpan<byte> Next(ZipMember member, long size) => member.Method != 0
        ? inflater!.Next()
        : buffer.AsSpan(0, stream.Read(buffer!, 0, (int)Math.Min(buffer!.Length, member.PackedSize - size)));

    private void RefuseOtherKinds()
    {
        stream.Position = 0;
        Span<byte> first = stackalloc byte[4];
        var isZip = stream.ReadAtLeast(first, 4, throwOnEndOfStream: false) == 4 && Long(first, 0) is Local or End;
        if (isZip && OtherKinds.BeginsAsTar(stream)) throw Broken(ArchiveProblems.Polyglot, "File is both a zip and a tar file");
        if (isZip) return;
        throw OtherKinds.EndsAsZip(stream)
            ? Broken(ArchiveProblems.Prefix, "Unknown record signature: the file does not begin with a record of a ZIP archive")
            : OtherKinds.Refuse(stream, "File is not a zipfile");
    }

    /// <summary>True when the record was the archive's end.</summary>
    private bool ReadRecord()
    {
        switch (Long(Take(stream, 4), 0))
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
            case End64 or Locator64:
                throw Broken(ArchiveProblems.Zip64, "Malformed zip file: a ZIP64 record stands where none is expected");
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
        var head = Take(stream, 26);
        var name = Take(stream, Short(head, 22));
        var extra = Take(stream, Short(head, 24));
        var method = Short(head, 4);
        if (at < 1024 && extra.AsSpan().IndexOf("%PDF-"u8) >= 0) // where readers of PDF look for their beginning
            throw Broken(ArchiveProblems.Polyglot, "File is both a zip and a PDF document");
        var (size, packed, _) = ZipExtras.Read(extra, name, method, (Long(head, 18), Long(head, 14), 0));
        members.Add(new ZipMember(MemberPaths.Decode(name), Short(head, 2), method, Long(head, 10), packed, size, at, stream.Position));
        if (packed > stream.Length - stream.Position)
            throw Broken(ArchiveProblems.Truncated, "Malformed zip file: a member reaches beyond the end");
        stream.Position += packed;
    }

    private void ReadCentral()
    {
        if (centralAt < 0) centralAt = stream.Position - 4;
        var head = Take(stream, 42);
        var name = Take(stream, Short(head, 24));
        var extra = Take(stream, Short(head, 26));
        var method = Short(head, 6);
        var (size, packed, offset) = ZipExtras.Read(extra, name, method, (Long(head, 20), Long(head, 16), Long(head, 38)));
        if ((Short(head, 2) & 0xFF) > NewestFormat)
            throw Broken(ArchiveProblems.Method,
                $"it asks for version {Short(head, 2) & 0xFF} of the format, expected at most {NewestFormat}");
        if (Short(head, 28) != 0) throw Broken(ArchiveProblems.Comment, "Comment in central directory");

        var entry = new ZipMember(MemberPaths.Decode(name), Short(head, 4), method, Long(head, 12), packed, size, offset, 0);
        members.List(entry);
        if (Short(head, 30) != 0) throw Broken(ArchiveProblems.HeaderMismatch, $"'{entry.Path}' lies on another disk");
        entry.RefuseOtherKinds(Long(head, 34));
        centralEnd = stream.Position;
    }

    private void ReadEnd64()
    {
        end64At = stream.Position - 4;
        EndDirectory(end64At);
        var head = Take(stream, 52);
        if (Wide(head, 0) != 44) throw Broken(ArchiveProblems.Zip64, "ZIP64 extensible data not allowed");
        CheckEnd((Long(head, 12), Long(head, 16)), (Wide(head, 20), Wide(head, 28)), Wide(head, 36), Wide(head, 44));
    }

    private void ReadLocator()
    {
        var head = Take(stream, 16);
        hasLocator = true;
        if (Long(head, 0) != 0 || Long(head, 12) != 1 || Wide(head, 4) != end64At)
            throw Broken(ArchiveProblems.Zip64, "Malformed zip file: the ZIP64 locator points elsewhere");
    }

    private void ReadEnd()
    {
        if (end64At >= 0 && !hasLocator) throw Broken(ArchiveProblems.Zip64, "Malformed zip file: a ZIP64 end without its locator");
        EndDirectory(stream.Position - 4);
        var head = Take(stream, 18);
        CheckEnd((Short(head, 0), Short(head, 2)),
            (OrWide(Short(head, 4), 0xFFFF, members.Listed), OrWide(Short(head, 6), 0xFFFF, members.Listed)),
            OrWide(Long(head, 8), 0xFFFFFFFF, centralEnd - centralAt), OrWide(Long(head, 12), 0xFFFFFFFF, centralAt));

        var comment = Take(stream, Short(head, 16));
        if (stream.Position != stream.Length) throw Broken(ArchiveProblems.Trailing, "Trailing data");
        if (IsIn(comment)) throw Broken(ArchiveProblems.Comment, "the archive's comment could be read as a record");
        members.RefuseUnlisted();
    }

    /// <summary>Without entries the directory is empty, and lies where its end is.</summary>
    private void EndDirectory(long at)
    {
        if (centralAt < 0) (centralAt, centralEnd) = (at, at);
    }

    /// <summary>With a ZIP64 end, the old end's fields may leave their values to it.</summary>
    private long OrWide(long value, long sentinel, long actual) => end64At >= 0 && value == sentinel ? actual : value;

    private void CheckEnd((long This, long Central) disk, (long Here, long All) records, long size, long offset)
    {
        if (disk != (0, 0) || records.Here != records.All)
            throw Broken(ArchiveProblems.HeaderMismatch, "Malformed zip file: the archive has several disks");
        if (records.All != members.Listed) throw Broken(ArchiveProblems.Hidden, "Mismatched central directory records");
        if (members.All.Count == 0) throw Broken(ArchiveProblems.NotReadable, "the archive is empty");
        if (offset != centralAt) throw Broken(ArchiveProblems.Overlap, "Mismatched central directory offset");
        if (size != centralEnd - centralAt) throw Broken(ArchiveProblems.Overlap, "Mismatched central directory size");
    }
}
