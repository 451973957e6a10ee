using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Colophon.Index.SigningIn.SecondFactor;

/// <summary>
/// Codes of an authenticator (RFC 6238: HMAC-SHA1, 30 seconds, six digits). Ours and not Identity's, which takes five steps where three are
/// meant, and the same code twice.
/// </summary>
internal static class Totp
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int Step = 30;

    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(20);

    /// <summary>The step that the code is of: this one, the one before or the one after. Null: of none of them.</summary>
    public static long? StepOf(byte[] key, string code, DateTimeOffset now)
    {
        var (middle, found) = (now.ToUnixTimeSeconds() / Step, (long?)null);
        for (var step = middle - 1; step <= middle + 1; step++)
        {
            var expected = System.Text.Encoding.ASCII.GetBytes(Code(key, step));
            if (CryptographicOperations.FixedTimeEquals(expected, System.Text.Encoding.UTF8.GetBytes(code))) found = step;
        }

        return found;
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "All that authenticators have in common.")]
    public static string Code(byte[] key, long step)
    {
        Span<byte> counter = stackalloc byte[8], hash = stackalloc byte[20];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        HMACSHA1.HashData(key, counter, hash);
        var number = BinaryPrimitives.ReadUInt32BigEndian(hash[(hash[^1] & 15)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>As typed: apps and people write codes in groups.</summary>
    public static string Plain(string typed) => new([.. typed.Where(c => c is not (' ' or '-' or '\u00a0'))]);

    /// <summary>As authenticators take a key, and people copy it (RFC 4648).</summary>
    public static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new System.Text.StringBuilder();
        for (var (bit, total) = (0, bytes.Length * 8); bit < total; bit += 5)
        {
            var (at, shift) = (bit / 8, bit % 8);
            var two = (bytes[at] << 8) | (at + 1 < bytes.Length ? bytes[at + 1] : 0);
            text.Append(Letters[(two >> (11 - shift)) & 31]);
        }

        return text.ToString();
    }

    /// <summary>What an authenticator reads from a link.</summary>
    public static string Link(byte[] key, string host, string name) =>
        $"otpauth://totp/{Uri.EscapeDataString($"{host}:{name}")}?secret={Base32(key)}&issuer={Uri.EscapeDataString(host)}";
}
