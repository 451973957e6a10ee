using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Colophon.Index.Store.Passwords;

/// <summary>
/// Passwords that are known from breaches, as sorted beginnings of their hashes: asked without a network, and nothing to read in the
/// assembly (<c>tools/common-passwords</c> makes the list).
/// </summary>
internal static class CommonPasswords
{
    private static readonly uint[] Beginnings = Read();

    /// <summary>Whether it is one, or a word from the list with digits and signs around it, or one thing said over and over.</summary>
    public static bool Hold(string password)
    {
        var text = password.ToLowerInvariant();
        var word = text.Trim([.. text.Where(c => !char.IsLetter(c)).Distinct()]);
        return Has(text) || Repeats(text) || (word.Length >= 5 && word.Length < text.Length && Has(word));
    }

    private static bool Has(string text) =>
        Array.BinarySearch(Beginnings, BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)))) >= 0;

    /// <summary>A text is made of repetitions exactly if it is found in itself twice over, before its own length.</summary>
    private static bool Repeats(string text) => (text + text).IndexOf(text, 1, StringComparison.Ordinal) < text.Length;

    private static uint[] Read()
    {
        using var resource = typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-passwords.bin")!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        var beginnings = new uint[bytes.Length / 4];
        for (var i = 0; i < beginnings.Length; i++) beginnings[i] = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(4 * i));
        return beginnings;
    }
}
