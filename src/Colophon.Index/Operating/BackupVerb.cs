using System.CommandLine;
using Colophon.Index.Store.Files;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating;

/// <summary><c>backup DIR</c>: a data directory of its own that a server can run on, taken while this one runs.</summary>
internal static class BackupVerb
{
    private static readonly Argument<string> Target = new("DIR") { Description = "An empty or new folder." };

    public static Command Make() =>
        new Command("backup", "Copies the database, the files and the secret into a folder.").With(Target).Does(Run);

    private static async Task<int> Run(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var folder = Path.GetFullPath(parsed.GetValue(Target)!);
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new VerbRefused($"The folder {folder} is not empty. Name a new one: a backup never overwrites.");

        var data = verb.Get<DataDirectory>();
        if (verb.Settings.Database is { } address)
        {
            throw new VerbRefused($"The database is {address}, which its own tools back up: copy {data.HistoryHead}, run pg_dump, then "
                + $"copy {data.BlobFolder} and {data.SecretFile}, both under `flock {data.RemovalsFile}`, so that no bytes are removed "
                + "meanwhile. In this order every file that the dump names is in the copy, and the entry that the head names in the dump.");
        }

        var copy = new DataDirectory(folder);
        using var removals = await HoldRemovals(data, ct);

        // Before the database: its copy then holds at least what the head names.
        if (File.Exists(data.HistoryHead)) File.Copy(data.HistoryHead, copy.HistoryHead);

        // Database first: each file that it names was on the disk before its row was, and blobs are never changed, nor removed now.
        await CopyDatabase(verb, copy, ct);
        var count = CopyBlobs(verb.Get<Blobs>(), new Blobs(copy));
        File.Copy(data.SecretFile, copy.SecretFile);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(copy.SecretFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        verb.Say($"Copied the database, {count} blobs and the secret to {folder}. Whoever has the secret can mint tokens: keep the copy as "
            + "safe as the original.", new { folder, blobs = count });
        return 0;
    }

    private static async Task<FileStream> HoldRemovals(DataDirectory data, CancellationToken ct)
    {
        for (var attempt = 0; attempt < 200; attempt++)
        {
            if (data.TryHoldRemovals(isExclusive: true) is { } held) return held;
            await Task.Delay(50, ct); // bytes of deleted files go in short turns
        }

        throw new VerbRefused("Another backup is being made: no bytes may be removed meanwhile. Try again when it is done.");
    }

    private static async Task CopyDatabase(Verb verb, DataDirectory copy, CancellationToken ct)
    {
        await verb.Db.Database.OpenConnectionAsync(ct);
        await using var target =
            new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = copy.Database, Pooling = false }.ToString());
        await target.OpenAsync(ct);
        ((SqliteConnection)verb.Db.Database.GetDbConnection()).BackupDatabase(target);
    }

    private static int CopyBlobs(Blobs from, Blobs to)
    {
        var count = 0;
        foreach (var sha256 in from.All())
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to.PathOf(sha256))!);
            File.Copy(from.PathOf(sha256), to.PathOf(sha256));
            count++;
        }

        return count;
    }
}
