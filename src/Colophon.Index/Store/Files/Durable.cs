using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Colophon.Index.Store.Files;

/// <summary>
/// Makes written bytes survive a power cut. The platform's own flush swallows the kernel's errors (threats.md 0.2, H13), so this calls
/// fsync.
/// </summary>
internal static partial class Durable
{
    /// <summary>Flushes a file's bytes to the disk.</summary>
    /// <exception cref="IOException">The kernel could not promise it.</exception>
    public static void Flush(SafeFileHandle file)
    {
        if (OperatingSystem.IsWindows())
        {
            if (!FlushFileBuffers(file)) throw Failed("FlushFileBuffers");
            return;
        }

        while (Fsync(file) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Interrupted) throw Failed("fsync");
        }
    }

    /// <summary>Flushes a folder's list of names to the disk: without it a renamed file may be gone after a power cut.</summary>
    public static void FlushFolder(string path)
    {
        if (OperatingSystem.IsWindows()) return; // NTFS journals names; a directory cannot be flushed there

        using var folder = Open(path, DirectoryForReading);
        if (folder.IsInvalid) throw Failed($"open {path}");
        Flush(folder);
    }

    /// <summary>
    /// Tells the kernel to begin writing a range out, so that the flush in the end has little left to wait for. A hint: it promises
    /// nothing, and what it answers is of no interest.
    /// </summary>
    public static void BeginFlush(SafeFileHandle file, long from, long length)
    {
        if (OperatingSystem.IsLinux()) _ = SyncFileRange(file, from, length, WriteOut);
    }

    private const uint WriteOut = 2; // SYNC_FILE_RANGE_WRITE
    private const int Interrupted = 4; // EINTR
    private const int DirectoryForReading = 0x10000 | 0x80000; // O_DIRECTORY | O_CLOEXEC, read only (Linux)

    private static IOException Failed(string call)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"{call} failed: {new Win32Exception(error).Message}", error);
    }

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SyncFileRange(SafeFileHandle file, long from, long length, uint flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool FlushFileBuffers(SafeFileHandle file);
}
