using System.Security.Cryptography;

namespace Colophon.Index.Store.Files;

/// <summary>The folder that holds everything: the database, the blobs, the secret.</summary>
internal sealed class DataDirectory
{
    public DataDirectory(string path)
    {
        Path = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(Path);
        Restrict(Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Path { get; }

    public string Database => System.IO.Path.Combine(Path, "colophon.db");

    public string BlobFolder => System.IO.Path.Combine(Path, "blobs");

    /// <summary>The framework's keys of forms and links, sealed.</summary>
    public string KeyFolder => System.IO.Path.Combine(Path, "keys");

    /// <summary>The last entry of the history that was sealed, kept where writers of the database alone cannot change it.</summary>
    public string HistoryHead => System.IO.Path.Combine(Path, "history-head");

    public string SecretFile => System.IO.Path.Combine(Path, "secret");

    /// <summary>
    /// Takes the folder for one server, or for the nodes of one index: a server that does not belong to them is refused.
    /// </summary>
    /// <param name="isShared">Whether other nodes may use it at the same time.</param>
    /// <returns>The lock, to be held as long as the server runs; null when another process holds it.</returns>
    public FileStream? TryLock(bool isShared = false)
    {
        var path = System.IO.Path.Combine(Path, "lock");
        try
        {
            // FileShare.None is flock(LOCK_EX | LOCK_NB) here, FileShare.Read with FileAccess.Read LOCK_SH: the kernel lets go of both
            // when the process dies.
            if (!isShared) return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>
    /// Shared, while bytes of deleted files are removed; exclusively, by a backup, so that none go between its copy of the rows and theirs.
    /// </summary>
    /// <returns>What to dispose afterwards; null when others hold it.</returns>
    public FileStream? TryHoldRemovals(bool isExclusive)
    {
        try
        {
            return isExclusive
                ? new FileStream(RemovalsFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
                : new FileStream(RemovalsFile, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The file whose lock that is (flock).</summary>
    public string RemovalsFile => System.IO.Path.Combine(Path, "removals");

    /// <summary>The server's secret: made at first start, readable by its owner alone. Every root key is derived from it.</summary>
    public byte[] Secret()
    {
        if (!File.Exists(SecretFile)) MakeSecret();
        var secret = File.ReadAllBytes(SecretFile);
        return secret.Length == SecretLength
            ? secret
            : throw new InvalidDataException($"{SecretFile} holds {secret.Length} bytes, expected {SecretLength}. Restore it from the "
                + "backup: without it no token is valid.");
    }

    private const int SecretLength = 32;

    private void MakeSecret()
    {
        var temporary = SecretFile + "." + Guid.NewGuid().ToString("N");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new FileStream(temporary, options))
        {
            file.Write(RandomNumberGenerator.GetBytes(SecretLength));
            file.Flush();
            Durable.Flush(file.SafeFileHandle);
        }

        // Two verbs may start at once on a new folder: the first name wins, the other's secret is dropped.
        try { File.Move(temporary, SecretFile, overwrite: false); }
        catch (IOException) when (File.Exists(SecretFile)) { File.Delete(temporary); }
        Durable.FlushFolder(Path);
    }

    private static void Restrict(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
    }
}
