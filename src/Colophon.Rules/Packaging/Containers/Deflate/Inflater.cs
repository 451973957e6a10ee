namespace Colophon.Rules.Packaging.Containers.Deflate;

/// <summary>
/// Unpacks one deflate stream (RFC 1951), and knows to the byte where it ends. The platform's reader takes truncated streams and what
/// stands behind them without a word (threats.md 0.2); this one refuses the first and reports the second.
/// </summary>
internal sealed class Inflater(Stream packed, long mostPacked, Problem problem)
{
    private const int WindowSize = 1 << 16;
    private const int Chunk = 1 << 15; // a chunk and the 32 KiB that may still be referred to share the window

    private static readonly ushort[] LengthBase = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115,
        131, 163, 195, 227, 258];
    private static readonly byte[] LengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
    private static readonly ushort[] DistanceBase =
        [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289,
            16385, 24577];
    private static readonly byte[] DistanceBits = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12,
        13, 13];
    private static readonly byte[] OrderOfLengths = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly byte[] window = new byte[WindowSize];
    private readonly PackedBits input = new(packed, mostPacked, problem);
    private readonly HuffmanCode literals = new();
    private readonly HuffmanCode distances = new();
    private long produced;
    private int storedLeft = -1;
    private bool inBlock, isLast;

    /// <summary>Begins anew where the packed stream stands: an archive of many members costs one window.</summary>
    public void Restart(long most)
    {
        input.Restart(most);
        (produced, storedLeft, inBlock, isLast) = (0, -1, false, false);
    }

    /// <summary>Bytes of the packed stream that belong to it, known when <see cref="Next"/> has returned nothing.</summary>
    public long Consumed => input.Consumed;

    /// <summary>The next unpacked bytes, valid until the next call; empty at the end.</summary>
    public ReadOnlySpan<byte> Next()
    {
        var start = produced;
        while (produced - start < Chunk - 258)
        {
            if (!inBlock && isLast) break;
            if (!inBlock) BeginBlock();
            if (storedLeft >= 0) CopyStored(start);
            else DecodeSymbols(start);
        }

        var from = (int)(start & (WindowSize - 1));
        var count = (int)(produced - start);
        if (from + count <= WindowSize) return window.AsSpan(from, count);
        return Straightened(from, count);
    }

    private byte[] Straightened(int from, int count)
    {
        var bytes = new byte[count];
        var head = WindowSize - from;
        window.AsSpan(from, head).CopyTo(bytes);
        window.AsSpan(0, count - head).CopyTo(bytes.AsSpan(head));
        return bytes;
    }

    private void BeginBlock()
    {
        isLast = input.Take(1) == 1;
        inBlock = true;
        storedLeft = -1;
        switch (input.Take(2))
        {
            case 0:
                input.AlignToByte();
                var length = (int)input.Take(16);
                if ((length ^ 0xFFFF) != (int)input.Take(16)) throw Broken("a stored block's length is damaged");
                storedLeft = length;
                break;
            case 1:
                SetFixed();
                break;
            case 2:
                ReadDynamic();
                break;
            default:
                throw Broken("a block has a kind that does not exist");
        }
    }

    private void CopyStored(long start)
    {
        for (; storedLeft > 0 && produced - start < Chunk - 258; storedLeft--) Put((byte)input.Take(8));
        if (storedLeft > 0) return;
        (inBlock, storedLeft) = (false, -1);
    }

    private void DecodeSymbols(long start)
    {
        while (produced - start < Chunk - 258)
        {
            var symbol = Symbol(literals);
            if (symbol < 256)
            {
                Put((byte)symbol);
                continue;
            }

            if (symbol == 256)
            {
                inBlock = false;
                return;
            }

            if (symbol > 285) throw Broken("a length does not exist");
            var length = LengthBase[symbol - 257] + (int)input.Take(LengthBits[symbol - 257]);
            var code = Symbol(distances);
            if (code > 29) throw Broken("a distance does not exist");
            CopyBack(DistanceBase[code] + (int)input.Take(DistanceBits[code]), length);
        }
    }

    private void CopyBack(int distance, int length)
    {
        if (distance > produced) throw Broken("a distance reaches before the beginning");
        var (from, to) = ((int)((produced - distance) & (WindowSize - 1)), (int)(produced & (WindowSize - 1)));
        if (distance >= length && Math.Max(from, to) + length <= WindowSize)
        {
            window.AsSpan(from, length).CopyTo(window.AsSpan(to));
            produced += length;
            return;
        }

        for (; length > 0; length--) Put(window[(int)((produced - distance) & (WindowSize - 1))]); // it may read what it has just written
    }

    private void Put(byte value)
    {
        window[(int)(produced & (WindowSize - 1))] = value;
        produced++;
    }

    private int Symbol(HuffmanCode code)
    {
        var (symbol, length) = code.Decode(input.Peek());
        if (length == 0) throw Broken("a code word does not exist");
        input.Skip(length);
        return symbol;
    }

    private void SetFixed()
    {
        Span<byte> lengths = stackalloc byte[288];
        lengths[..144].Fill(8);
        lengths[144..256].Fill(9);
        lengths[256..280].Fill(7);
        lengths[280..].Fill(8);
        literals.Set(lengths, mayBeIncomplete: false);
        Span<byte> five = stackalloc byte[32]; // codes 30 and 31 take part in the code and never occur
        five.Fill(5);
        distances.Set(five, mayBeIncomplete: false);
    }

    private void ReadDynamic()
    {
        var literalCount = (int)input.Take(5) + 257;
        var distanceCount = (int)input.Take(5) + 1;
        var lengthCount = (int)input.Take(4) + 4;
        if (literalCount > 286 || distanceCount > 30) throw Broken("a block has too many codes");

        Span<byte> lengths = stackalloc byte[320];
        for (var i = 0; i < lengthCount; i++) lengths[OrderOfLengths[i]] = (byte)input.Take(3);
        if (!literals.Set(lengths[..19], mayBeIncomplete: false)) throw Broken("the lengths of the code lengths are no code");

        ReadLengths(lengths[..(literalCount + distanceCount)]);
        if (lengths[256] == 0) throw Broken("a block has no end");
        if (!distances.Set(lengths.Slice(literalCount, distanceCount), mayBeIncomplete: true))
            throw Broken("the lengths of the distances are no code");
        if (!literals.Set(lengths[..literalCount], mayBeIncomplete: true)) throw Broken("the lengths of the literals are no code");
    }

    private void ReadLengths(Span<byte> lengths)
    {
        for (var at = 0; at < lengths.Length;)
        {
            var symbol = Symbol(literals);
            if (symbol < 16)
            {
                lengths[at++] = (byte)symbol;
                continue;
            }

            if (symbol == 16 && at == 0) throw Broken("a repeated length has nothing before it");
            var value = symbol == 16 ? lengths[at - 1] : (byte)0;
            var times = symbol switch { 16 => 3 + (int)input.Take(2), 17 => 3 + (int)input.Take(3), _ => 11 + (int)input.Take(7) };
            if (at + times > lengths.Length) throw Broken("repeated lengths reach beyond the codes");
            lengths.Slice(at, times).Fill(value);
            at += times;
        }
    }

    private BrokenArchive Broken(string why) => new(problem.Because($"Invalid distribution file. The compressed data is damaged: {why}."));
}
