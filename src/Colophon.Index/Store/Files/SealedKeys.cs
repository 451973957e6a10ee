using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Colophon.Index.Store.Files;

/// <summary>
/// Seals the framework's own keys (of forms and links) under the server's secret: a copy of the folder without it opens nothing.
/// AES-256-GCM.
/// </summary>
internal sealed class SealedKeys(RootKeys keys) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var box = new byte[KeyBox.Overhead + plain.Length];
        KeyBox.Seal(keys.ForKeyRing(), plain, box);
        return new EncryptedXmlInfo(new XElement("sealed", Convert.ToBase64String(box)), typeof(OpenedKeys));
    }
}

/// <summary>Opens what <see cref="SealedKeys"/> sealed; the framework makes it by its type's name, which the key's file holds.</summary>
internal sealed class OpenedKeys(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var box = Convert.FromBase64String(encryptedElement.Value);
        return XElement.Parse(Encoding.UTF8.GetString(KeyBox.Open(services.GetRequiredService<RootKeys>().ForKeyRing(), box)));
    }
}

/// <summary>Nonce, tag and ciphertext in one array.</summary>
internal static class KeyBox
{
    private const int Nonce = 12;
    private const int Tag = 16;

    public const int Overhead = Nonce + Tag;

    public static void Seal(byte[] key, ReadOnlySpan<byte> plain, Span<byte> box)
    {
        RandomNumberGenerator.Fill(box[..Nonce]);
        using var aes = new AesGcm(key, Tag);
        aes.Encrypt(box[..Nonce], plain, box[Overhead..], box[Nonce..Overhead]);
    }

    /// <exception cref="CryptographicException">It was not sealed with this key, or was changed since.</exception>
    public static byte[] Open(byte[] key, ReadOnlySpan<byte> box)
    {
        var plain = new byte[box.Length - Overhead];
        using var aes = new AesGcm(key, Tag);
        aes.Decrypt(box[..Nonce], box[Overhead..], box[Nonce..Overhead], plain);
        return plain;
    }
}
