using Colophon.Index.Store.Files;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Win32.SafeHandles;

namespace Colophon.Tests.Index.Store;

public sealed class StoreTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("colophon-store-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_migrations_make_the_model_and_the_log_is_written_ahead_and_flushed()
    {
        await using var index = await TestIndex.Start();
        await using var db = await index.Db();
        Assert.False(db.Database.HasPendingModelChanges());
        Assert.Equal("wal", (await db.Database.SqlQueryRaw<string>("SELECT journal_mode AS Value FROM pragma_journal_mode").ToListAsync())
            .Single());
        // FULL
        Assert.Equal(2, (await db.Database.SqlQueryRaw<int>("SELECT synchronous AS Value FROM pragma_synchronous").ToListAsync()).Single());
        Assert.Equal(1, (await db.Database.SqlQueryRaw<int>("SELECT foreign_keys AS Value FROM pragma_foreign_keys").ToListAsync())
            .Single());
    }

    [Fact]
    public void A_second_server_does_not_get_the_directory_until_the_first_lets_go()
    {
        var data = new DataDirectory(folder);
        using (var first = data.TryLock())
        {
            Assert.NotNull(first);
            Assert.Null(new DataDirectory(folder).TryLock());
        }

        using var later = data.TryLock();
        Assert.NotNull(later);
    }

    [Fact]
    public void Nodes_of_one_index_share_the_directory_and_a_server_that_is_none_of_them_is_refused()
    {
        var data = new DataDirectory(folder);
        using (var first = data.TryLock(isShared: true))
        using (var second = new DataDirectory(folder).TryLock(isShared: true))
        {
            Assert.NotNull(first);
            Assert.NotNull(second);
            Assert.Null(data.TryLock());
        }

        using var alone = data.TryLock();
        Assert.NotNull(alone);
        Assert.Null(data.TryLock(isShared: true));
    }

    [Fact]
    public void The_secret_is_its_owners_alone_and_stays_the_same()
    {
        var data = new DataDirectory(folder);
        var secret = data.Secret();
        Assert.Equal(secret, new DataDirectory(folder).Secret());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(data.SecretFile));
        Assert.Equal(32, secret.Length);
    }

    [Fact]
    public void Root_keys_differ_by_token_and_by_server()
    {
        var (one, other) = (new RootKeys(new DataDirectory(folder)), new RootKeys(new DataDirectory(folder + "/other")));
        var (a, b) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.Equal(one.For(a), one.For(a));
        Assert.NotEqual(one.For(a), one.For(b));
        Assert.NotEqual(one.For(a), other.For(a));
    }

    [Fact]
    public void An_error_of_fsync_is_not_swallowed()
    {
        using var handle = new SafeFileHandle(9999, ownsHandle: false);
        Assert.Throws<IOException>(() => Durable.Flush(handle));
        Assert.Throws<IOException>(() => Durable.FlushFolder(folder + "/nowhere"));
    }

    [Fact]
    public void A_draft_that_is_not_kept_leaves_nothing_and_an_unconfirmed_blob_is_taken_back()
    {
        var blobs = new Blobs(new DataDirectory(folder));
        using (var draft = blobs.Begin()) draft.Write("abc"u8);
        Assert.DoesNotContain(Directory.GetFiles(folder, "*", SearchOption.AllDirectories), f =>
            !f.EndsWith("secret", StringComparison.Ordinal));

        var hash = new string('a', 64);
        using (var draft = blobs.Begin())
        {
            draft.Write("abc"u8);
            using (blobs.Keep(draft, hash)) Assert.True(blobs.Has(hash));
            Assert.False(blobs.Has(hash));
        }
    }

    [Fact]
    public void Of_two_uploads_of_one_blob_the_one_that_fails_does_not_take_it_from_the_other()
    {
        var blobs = new Blobs(new DataDirectory(folder));
        var hash = new string('b', 64);
        using var first = blobs.Begin();
        using var second = blobs.Begin();
        first.Write("abc"u8);
        second.Write("abc"u8);
        var failing = blobs.Keep(first, hash);
        var winning = blobs.Keep(second, hash);
        failing.Dispose();
        Assert.True(blobs.Has(hash));
        Assert.False(blobs.TryDelete(hash));
        winning.Confirm();
        winning.Dispose();
        Assert.True(blobs.Has(hash));
        Assert.True(blobs.TryDelete(hash));
    }
}
