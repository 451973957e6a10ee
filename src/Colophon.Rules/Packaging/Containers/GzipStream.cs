using System.Buffers.Binary;
using System.IO.Hashing;
using Colophon.Rules.Packaging.Containers.Deflate;

namespace Colophon.Rules.Packaging.Containers;

/// <summary>
/// One whole gzip member (RFC 1952) and nothing behind it. Counts what it unpacks; the trailer must agree (threats.md E24, E25).
/// </summary>
internal sealed class GzipStream
{
    private readonly Stream packed;
    private readonly Inflater inflater;
    private readonly long most;
    private readonly Crc32 crc = new();
    private ReadOnlyMemory<byte> piece;

    /// <param name="most">Unpacked bytes; more is a bomb.</param>
    public GzipStream(Stream packed, long most)
    {
        (this.packed, this.most) = (packed, most);
        packed.Position = 0;
        SkipHeader();
        BodyAt = packed.Position;
        inflater = new Inflater(packed, packed.Length - BodyAt, ArchiveProblems.Gzip);
    }

    /// <summary>Where the compressed bytes begin; the stream must stand there before the first is read.</summary>
    public long BodyAt { get; }

    /// <summary>Unpacked bytes so far.</summary>
    public long Length { get; private set; }

    /// <summary>Fills the buffer; fewer bytes only at the end, which is checked then.</summary>
    public int Read(Span<byte> buffer)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            if (piece.Length == 0 && !Next()) break;
            var count = Math.Min(piece.Length, buffer.Length - filled);
            piece.Span[..count].CopyTo(buffer[filled..]);
            piece = piece[count..];
            filled += count;
        }

        return filled;
    }

    private bool isDone;

    private bool Next()
    {
        if (isDone) return false;
        var bytes = inflater.Next();
        if (bytes.Length == 0)
        {
            CheckTrailer();
            isDone = true;
            return false;
        }

        Length += bytes.Length;
        if (Length > most)
            throw new BrokenArchive(ArchiveProblems.Bomb.Because("Invalid distribution file. File exceeds compression ratio of 50: it "
                + $"unpacks to more than {most} bytes."));
        crc.Append(bytes);
        piece = bytes.ToArray();
        return true;
    }

    private void CheckTrailer()
    {
        packed.Position = BodyAt + inflater.Consumed;
        Span<byte> trailer = stackalloc byte[8];
        if (packed.ReadAtLeast(trailer, 8, throwOnEndOfStream: false) < 8) throw Broken("it ends before its trailer");
        if (BinaryPrimitives.ReadUInt32LittleEndian(trailer) != crc.GetCurrentHashAsUInt32()) throw Broken("its CRC does not hold");
        if (BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) != (uint)Length) throw Broken("its length does not hold");
        if (packed.Position != packed.Length) throw Broken("something stands behind its end");
    }

    private void SkipHeader()
    {
        Span<byte> head = stackalloc byte[10];
        if (packed.ReadAtLeast(head, 10, throwOnEndOfStream: false) < 10 || head[0] != 0x1F || head[1] != 0x8B || head[2] != 8)
            throw OtherKinds.Refuse(packed, "File is not a tarfile");

        var flags = head[3];
        if ((flags & 0xE2) != 0) throw Broken("its header has flags that are not used");
        if ((flags & 0x04) != 0) Skip(Byte() | (Byte() << 8));
        if ((flags & 0x08) != 0) SkipText(); // the original file's name
        if ((flags & 0x10) != 0) SkipText(); // a comment
    }

    private void Skip(int count)
    {
        for (; count > 0; count--) Byte();
    }

    private void SkipText()
    {
        for (var length = 0; Byte() != 0; length++)
        {
            if (length > 1024) throw Broken("its header has a text without an end");
        }
    }

    private int Byte() => packed.ReadByte() is >= 0 and var value ? value : throw Broken("it ends within its header");

    private static BrokenArchive Broken(string why) =>
        new(ArchiveProblems.Gzip.Because($"Invalid distribution file. The gzip stream is not accepted: {why}."));
}
