using Colophon.Index.Operating.Pages;
using Colophon.Index.Store;
using Colophon.Index.Store.Files;
using Colophon.Index.Web.Pages;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating.Shelves;

/// <summary>What the index holds, and what room there is: <c>/operate/storage/</c>.</summary>
internal static class StoragePages
{
    public static async Task Show(HttpContext context, ColophonDb db, DataDirectory data, Settings settings)
    {
        var ct = context.RequestAborted;
        var published = await db.Files.SumAsync(f => f.Size, ct);
        var kept = await db.Files.GroupBy(f => f.Sha256).Select(same => same.Max(f => f.Size)).SumAsync(ct);
        var drive = new DriveInfo(Path.GetFullPath(data.Path));
        List<(string, string)> room =
        [
            ("Data directory", Path.GetFullPath(data.Path)),
            ("Published files", Amounts.Bytes(published)),
            ("On the disk", $"{Amounts.Bytes(kept)}: equal bytes are kept once"),
            ("Free on the disk", $"{Amounts.Bytes(drive.AvailableFreeSpace)} of {Amounts.Bytes(drive.TotalSize)}"),
            ("Database", settings.Database is { } address ? address.ToString()
                : $"SQLite, {Amounts.Bytes(SizeOf(data.Database) + SizeOf(data.Database + "-wal"))}"),
        ];
        List<(string, long)> counts =
        [
            ("Projects", await db.Projects.LongCountAsync(ct)),
            ("Releases", await db.Releases.LongCountAsync(ct)),
            ("Files", await db.Files.LongCountAsync(ct)),
            ("Names of files that stay taken", await db.TakenFileNames.LongCountAsync(ct)),
            ("Bytes that wait to be removed", await db.DiscardedBlobs.LongCountAsync(ct)),
            ("People", await db.Users.LongCountAsync(ct)),
            ("Sessions", await db.Sessions.LongCountAsync(ct)),
            ("API tokens", await db.Tokens.LongCountAsync(t => t.UserId != null, ct)),
            ("Minted tokens", await db.Tokens.LongCountAsync(t => t.UserId == null, ct)),
            ("Publishers", await db.Publishers.LongCountAsync(ct)),
            ("Refused exchanges that are kept", await db.Refused.LongCountAsync(ct)),
            ("Entries of the history", await db.History.LongCountAsync(ct)),
        ];
        await context.Show<StoragePage, StorageModel>(new StorageModel(room, counts));
    }

    private static long SizeOf(string file) => File.Exists(file) ? new FileInfo(file).Length : 0;
}
