namespace Colophon.Rules.Packaging.Containers.Deflate;

/// <summary>One Huffman code of deflate (RFC 1951, 3.2.2): short codes by table, long ones by counting.</summary>
internal sealed class HuffmanCode
{
    private const int Longest = 15;
    private const int TableBits = 10;

    private readonly ushort[] table = new ushort[1 << TableBits]; // symbol << 4 | length; 0 for longer codes
    private readonly ushort[] counts = new ushort[Longest + 1];
    private readonly ushort[] symbols = new ushort[288];

    /// <summary>Makes the code from the lengths of its symbols' codes.</summary>
    /// <returns>False when the lengths are no code: more words than fit, or fewer without being the one-word code that encoders
    /// write.</returns>
    public bool Set(ReadOnlySpan<byte> lengths, bool mayBeIncomplete)
    {
        Array.Clear(counts);
        Array.Clear(table);
        foreach (var length in lengths) counts[length]++;
        var used = lengths.Length - counts[0];
        counts[0] = 0;

        var left = 1;
        for (var length = 1; length <= Longest; length++)
        {
            left = (left << 1) - counts[length];
            if (left < 0) return false;
        }

        if (left > 0 && !(mayBeIncomplete && used <= 1 && counts[1] == used)) return false; // as zlib
        Arrange(lengths);
        return true;
    }

    /// <summary>The symbol at the low end of <paramref name="bits"/> and its length; length 0 when no word fits.</summary>
    public (int Symbol, int Length) Decode(ulong bits)
    {
        int entry = table[(int)bits & ((1 << TableBits) - 1)];
        if (entry != 0) return (entry >> 4, entry & 15);

        int code = 0, first = 0, index = 0;
        for (var length = 1; length <= Longest; length++)
        {
            code |= (int)(bits >> (length - 1)) & 1;
            int count = counts[length];
            if (code - count < first) return (symbols[index + (code - first)], length);
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }

        return (0, 0);
    }

    private void Arrange(ReadOnlySpan<byte> lengths)
    {
        Span<ushort> offsets = stackalloc ushort[Longest + 2];
        Span<int> next = stackalloc int[Longest + 2];
        for (var length = 1; length <= Longest; length++)
        {
            offsets[length + 1] = (ushort)(offsets[length] + counts[length]);
            next[length + 1] = (next[length] + counts[length]) << 1;
        }

        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            int length = lengths[symbol];
            if (length == 0) continue;
            symbols[offsets[length]++] = (ushort)symbol;
            var code = next[length]++;
            if (length > TableBits) continue;
            for (var at = Reverse(code, length); at < table.Length; at += 1 << length) table[at] = (ushort)((symbol << 4) | length);
        }
    }

    private static int Reverse(int code, int length)
    {
        var reversed = 0;
        for (; length > 0; length--, code >>= 1) reversed = (reversed << 1) | (code & 1);
        return reversed;
    }
}
