using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Digests;

namespace Colophon.Index.Store.Files;

/// <summary>The digests of a file, lower-case hex.</summary>
internal sealed record Digests(string Sha256, string Md5, string Blake2);

/// <summary>
/// SHA-256, MD5 and BLAKE2b-256 of bytes that come once. MD5, the slowest, has a lane of its own, so that a second core hides it behind the
/// other two (performance.md 6.5).
/// </summary>
internal sealed class FileDigests : IDisposable
{
    /// <summary>Below this a second lane costs more than it saves. Bytes.</summary>
    private const int WorthALane = 64 * 1024;

    private readonly IncrementalHash sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private readonly Blake2bDigest blake2 = new(256);

    /// <summary>
    /// Takes the next bytes in, while <paramref name="meanwhile"/> (writing them) runs beside. The bytes may be reused when it returns.
    /// </summary>
    public void Append(ReadOnlyMemory<byte> bytes, Action<ReadOnlyMemory<byte>> meanwhile)
    {
        if (bytes.Length < WorthALane)
        {
            md5.AppendData(bytes.Span);
            AppendOthers(bytes, meanwhile);
            return;
        }

        var lane = Task.Run(() => md5.AppendData(bytes.Span));
        try { AppendOthers(bytes, meanwhile); }
        finally { lane.GetAwaiter().GetResult(); }
    }

    public Digests Finish()
    {
        var blake = new byte[32];
        blake2.DoFinal(blake, 0);
        return new Digests(
            Convert.ToHexStringLower(sha256.GetHashAndReset()), Convert.ToHexStringLower(md5.GetHashAndReset()),
                Convert.ToHexStringLower(blake));
    }

    public void Dispose()
    {
        sha256.Dispose();
        md5.Dispose();
    }

    private void AppendOthers(ReadOnlyMemory<byte> bytes, Action<ReadOnlyMemory<byte>> meanwhile)
    {
        meanwhile(bytes);
        sha256.AppendData(bytes.Span);
        blake2.BlockUpdate(bytes.Span);
    }
}
