using System.Buffers.Text;
using System.Text;

namespace Colophon.Rules.Tokens;

/// <summary>
/// libmacaroons' version 2 bytes in URL-safe base64 behind <c>pypi-</c>, as PyPI writes them: packets of type, length and bytes. Read
/// strictly: one spelling of each token, nothing left over, caps on everything (threats.md C12-C15).
/// </summary>
internal static class MacaroonFormat
{
    public const string Prefix = "pypi-";
    public const int SignatureLength = 32;
    private const int MostCaveats = 64;
    private const byte Version = 2, End = 0, Location = 1, Identifier = 2, Signature = 6;

    public static string Write(string location, byte[] identifier, IReadOnlyList<byte[]> caveats, ReadOnlySpan<byte> signature)
    {
        var bytes = new MemoryStream(512);
        bytes.WriteByte(Version);
        WritePacket(bytes, Location, Encoding.UTF8.GetBytes(location));
        WritePacket(bytes, Identifier, identifier);
        bytes.WriteByte(End);
        foreach (var caveat in caveats)
        {
            WritePacket(bytes, Identifier, caveat);
            bytes.WriteByte(End);
        }

        bytes.WriteByte(End);
        WritePacket(bytes, Signature, signature);
        return Prefix + Base64Url.EncodeToString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    public static Parsed<Macaroon> Read(string text)
    {
        var trimmed = text.EndsWith('\n') ? text[..^1] : text; // `echo` adds one; PyPI takes it too
        if (!trimmed.StartsWith(Prefix, StringComparison.Ordinal))
            return Bad($"malformed or nonexistent macaroon: it does not begin with {Prefix}");
        if (trimmed.Length > Macaroon.MostCharacters)
            return Bad($"malformed macaroon: it is longer than {Macaroon.MostCharacters} characters");

        var body = trimmed.AsSpan(Prefix.Length);
        if (StrictBase64.Decode(body) is not { } bytes) return Bad("malformed macaroon: it is not URL-safe base64 in its one spelling");
        return new Reader(bytes).Read() is { } macaroon ? macaroon : Bad("malformed macaroon");
    }

    private static Fault Bad(string why) => TokenProblems.Malformed.Because(why);

    private static void WritePacket(MemoryStream to, byte type, ReadOnlySpan<byte> bytes)
    {
        to.WriteByte(type);
        var length = (uint)bytes.Length;
        for (; length >= 0x80; length >>= 7) to.WriteByte((byte)(length | 0x80));
        to.WriteByte((byte)length);
        to.Write(bytes);
    }

    /// <summary>Walks the packets in the one order that is written; every method says null when a byte is out of place.</summary>
    private sealed class Reader(ReadOnlyMemory<byte> bytes)
    {
        private int at;

        public Macaroon? Read()
        {
            if (!Take(Version) || Packet(Location) is not { } location || Packet(Identifier) is not { } identifier || !Take(End))
                return null;

            var caveats = new List<byte[]>();
            while (!Take(End))
            {
                // A first-party caveat is one identifier packet; a third party's would carry two more types, and is refused here.
                if (caveats.Count == MostCaveats || Packet(Identifier) is not { } caveat || !Take(End)) return null;
                caveats.Add(caveat);
            }

            if (Packet(Signature) is not { Length: SignatureLength } signature || at != bytes.Length) return null;
            return new Macaroon(Encoding.UTF8.GetString(location), identifier, caveats, signature);
        }

        private bool Take(byte expected)
        {
            if (at >= bytes.Length || bytes.Span[at] != expected) return false;
            at++;
            return true;
        }

        private byte[]? Packet(byte type)
        {
            if (!Take(type) || Length() is not { } length || length > bytes.Length - at) return null;
            var packet = bytes.Slice(at, length).ToArray();
            at += length;
            return packet;
        }

        /// <summary>LEB128 in its shortest form; two bytes reach 16,383, more than any token may hold.</summary>
        private int? Length()
        {
            if (at >= bytes.Length) return null;
            int first = bytes.Span[at++];
            if (first < 0x80) return first;
            if (at >= bytes.Length) return null;
            int second = bytes.Span[at++];
            return second is > 0 and < 0x80 ? (first & 0x7F) | (second << 7) : null;
        }
    }
}
