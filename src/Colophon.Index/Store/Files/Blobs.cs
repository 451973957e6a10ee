using Microsoft.Win32.SafeHandles;

namespace Colophon.Index.Store.Files;

/// <summary>
/// Files by their SHA-256, in a folder. A blob is visible only when it is complete and on the disk; its path is made from its hash alone,
/// never from a client's text (threats.md E67).
/// </summary>
internal sealed class Blobs
{
    private readonly string kept;
    private readonly string incoming;
    private readonly BlobLeases leases = new();

    public Blobs(DataDirectory data)
    {
        kept = Path.Combine(data.BlobFolder, "sha256");
        incoming = Path.Combine(data.BlobFolder, "incoming");
        Directory.CreateDirectory(kept);
        Directory.CreateDirectory(incoming);
    }

    /// <summary>Where a blob lies; the file may not be there.</summary>
    public string PathOf(string sha256) => Path.Combine(kept, sha256[..2], sha256[2..4], sha256);

    /// <summary>Null when it is not there.</summary>
    public FileStream? TryOpen(string sha256)
    {
        try { return File.OpenRead(PathOf(sha256)); }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException) { return null; }
    }

    public bool Has(string sha256) => File.Exists(PathOf(sha256));

    /// <summary>Starts a blob whose bytes are still coming. Dispose it in any case: what was not kept leaves nothing behind.</summary>
    public BlobDraft Begin() => new(Path.Combine(incoming, Guid.NewGuid().ToString("N")));

    /// <summary>
    /// Does what takes long before the turn to write: the draft's bytes to the disk, and the folder that its name will be in.
    /// </summary>
    public void Prepare(BlobDraft draft, string sha256)
    {
        draft.Flush();
        MakeFolder(Path.GetDirectoryName(PathOf(sha256))!);
    }

    /// <summary>
    /// Makes a draft a blob: bytes to the disk, then its name, then the folder. Until the lease is confirmed the blob may be taken back.
    /// Whoever has neighbours calls it with the turn to write, since they see the name at once (ADR 0018).
    /// </summary>
    public BlobLease Keep(BlobDraft draft, string sha256)
    {
        Prepare(draft, sha256);
        var lease = leases.Take(sha256, PathOf(sha256));
        try
        {
            var path = PathOf(sha256);
            if (File.Exists(path)) return lease; // the same bytes are there already, complete by construction

            File.Move(draft.Path, path, overwrite: true);
            lease.IsNew = true;
            Durable.FlushFolder(Path.GetDirectoryName(path)!);
            return lease;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>Deletes what an earlier process left half done. Called once, while the data directory is locked.</summary>
    /// <param name="age">Since the last byte was written; zero where no other server can be writing.</param>
    public int SweepIncoming(TimeSpan age)
    {
        var newest = TimeProvider.System.GetUtcNow().UtcDateTime - age;
        var left = Directory.GetFiles(incoming).Where(file => age == TimeSpan.Zero || File.GetLastWriteTimeUtc(file) < newest).ToList();
        foreach (var file in left) File.Delete(file);
        return left.Count;
    }

    /// <summary>Every blob's hash.</summary>
    public IEnumerable<string> All() =>
        Directory.EnumerateFiles(kept, "*", SearchOption.AllDirectories).Select(path => Path.GetFileName(path)!);

    /// <summary>Deletes a blob that no row names, unless an upload holds it now. When this returns true, it stays gone.</summary>
    /// <returns>False when it is held.</returns>
    public bool TryDelete(string sha256)
    {
        var path = PathOf(sha256);
        if (!leases.TryDelete(sha256, path)) return false;
        if (Directory.Exists(Path.GetDirectoryName(path))) Durable.FlushFolder(Path.GetDirectoryName(path)!);
        return true;
    }

    private static void MakeFolder(string folder)
    {
        if (Directory.Exists(folder)) return;

        // Each new level's name must reach the disk too, or the whole branch may be gone after a power cut.
        var parent = Path.GetDirectoryName(folder)!;
        MakeFolder(parent);
        Directory.CreateDirectory(folder);
        Durable.FlushFolder(parent);
    }
}

/// <summary>Bytes on their way to becoming a blob: a file in the same file system, deleted unless it was kept.</summary>
internal sealed class BlobDraft : IDisposable
{
    internal BlobDraft(string path)
    {
        Path = path;
        Handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
    }

    /// <summary>How much is left to the disk at a time while more comes in. Bytes.</summary>
    private const int HandOver = 8 << 20;

    private long handedOver;
    private long flushed = -1;
    private Task? flushing;

    public string Path { get; }

    public SafeFileHandle Handle { get; }

    /// <summary>Bytes written so far.</summary>
    public long Length { get; private set; }

    public void Write(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(Handle, bytes, Length);
        Length += bytes.Length;
        if (Length - handedOver < HandOver) return;
        Durable.BeginFlush(Handle, handedOver, Length - handedOver);
        handedOver = Length;
    }

    /// <summary>
    /// All bytes are here: sends a large file's to the disk while it is being checked. <see cref="Flush"/> still waits, and still fails.
    /// </summary>
    public void BeginFlush()
    {
        if (Length >= HandOver) flushing = Task.Run(() => Durable.Flush(Handle));
    }

    /// <summary>Returns when every byte is on the disk.</summary>
    /// <exception cref="IOException">The kernel could not promise it.</exception>
    public void Flush()
    {
        if (flushed == Length) return;
        if (flushing is null) Durable.Flush(Handle);
        else flushing.GetAwaiter().GetResult();
        flushed = Length;
    }

    /// <summary>A stream over what was written, for checks before it is kept.</summary>
    public Stream Read() =>
        new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 16);

    public void Dispose()
    {
        Handle.Dispose();
        File.Delete(Path); // a kept draft has moved away: deleting nothing is no error
    }
}
