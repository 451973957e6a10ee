using System.Security.Cryptography;
using System.Text;

namespace Colophon.Index.Store.Files;

/// <summary>
/// The root key of each token: derived from the server's secret and the token's id, so that a stolen database mints nothing (threats.md
/// C18, C19).
/// </summary>
internal sealed class RootKeys(DataDirectory data)
{
    private readonly byte[] secret = data.Secret();

    /// <summary>32 bytes, HKDF-SHA256 (RFC 5869).</summary>
    public byte[] For(Guid tokenId)
    {
        Span<byte> info = stackalloc byte[Purpose.Length + 36];
        Purpose.CopyTo(info);
        Encoding.ASCII.GetBytes(tokenId.ToString("D"), info[Purpose.Length..]);
        return Derive(info);
    }

    /// <summary>The key that seals issuers' key sets in the database.</summary>
    public byte[] ForKeySets() => Derive("colophon key set seal v1"u8);

    /// <summary>The key that seals the framework's keys, and secrets that other systems gave us.</summary>
    public byte[] ForKeyRing() => Derive("colophon key ring seal v1"u8);

    /// <summary>The key that chains the history's entries.</summary>
    public byte[] ForHistory() => Derive("colophon history seal v1"u8);

    /// <summary>The secret that a webhook's owner was shown.</summary>
    public byte[] ForWebhook(Guid id) => Derive([.. "colophon webhook v1:"u8, .. Encoding.ASCII.GetBytes(id.ToString("D"))]);

    public override string ToString() => "[redacted]";

    private byte[] Derive(ReadOnlySpan<byte> info)
    {
        var key = new byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, key, salt: [], info);
        return key;
    }

    private static ReadOnlySpan<byte> Purpose => "colophon token root key v1:"u8;
}
