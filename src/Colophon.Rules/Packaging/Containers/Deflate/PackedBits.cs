using System.Buffers.Binary;

namespace Colophon.Rules.Packaging.Containers.Deflate;

/// <summary>Bits from the low end of each byte of a stream, never more bytes than a bound.</summary>
internal sealed class PackedBits(Stream packed, long mostPacked, Problem problem)
{
    private readonly byte[] buffer = new byte[1 << 15];
    private int at, end;
    private long fetched, most = mostPacked;
    private ulong bits;
    private int count;

    /// <summary>Forgets what it holds, and goes on where the stream stands.</summary>
    public void Restart(long mostBytes) => (at, end, fetched, bits, count, most) = (0, 0, 0, 0, 0, mostBytes);

    /// <summary>Whole bytes that were used, the last one perhaps in part.</summary>
    public long Consumed => fetched - (end - at) - (count / 8);

    /// <summary>At least 15 bits, zeros behind the end of the stream.</summary>
    public ulong Peek()
    {
        if (count < 48) Refill();
        return bits;
    }

    public void Skip(int taken)
    {
        if (taken > count) throw new BrokenArchive(problem.Because("Invalid distribution file. The compressed data ends too early."));
        bits >>= taken;
        count -= taken;
    }

    public uint Take(int wanted)
    {
        var value = (uint)(Peek() & ((1UL << wanted) - 1));
        Skip(wanted);
        return value;
    }

    public void AlignToByte() => Skip(count % 8);

    private void Refill()
    {
        if (end - at >= sizeof(ulong))
        {
            // Eight bytes at a time; those that do not fit whole are read again next time.
            bits |= BinaryPrimitives.ReadUInt64LittleEndian(buffer.AsSpan(at)) << count;
            var whole = (63 - count) >> 3;
            at += whole;
            count += whole * 8;
            bits &= ulong.MaxValue >> (64 - count);
            return;
        }

        while (count <= 56 && (at < end || Fetch()))
        {
            bits |= (ulong)buffer[at++] << count;
            count += 8;
        }
    }

    private bool Fetch()
    {
        var wanted = (int)Math.Min(buffer.Length, most - fetched);
        if (wanted <= 0) return false;
        (at, end) = (0, packed.Read(buffer, 0, wanted));
        fetched += end;
        return end > 0;
    }
}
