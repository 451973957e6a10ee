using Colophon.Index.Store.Files;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Colophon.Tests.Index.Operating;

public abstract class VerbsTests(Database database) : IAsyncLifetime
{
    private TestIndex index = null!;

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start(database: database);
        await index.Verb("user", "add", "alice", "--email", "alice@example.org");
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Theory]
    [InlineData(2, "nonsense")]
    [InlineData(2, "user add")]
    [InlineData(1, "user add alice --email other@example.org")]
    [InlineData(1, "user add -x --email other@example.org")]
    [InlineData(1, "user add bob --email nowhere")]
    [InlineData(1, "project add json --owner alice")]
    [InlineData(1, "project add ok --owner nobody")]
    [InlineData(1, "project add bad- --owner alice")]
    [InlineData(1, "publisher add none --provider github --set owner=o repository=r workflow_filename=w.yml")]
    [InlineData(1, "publisher add new --provider gitea --pending --owner alice")]
    [InlineData(1, "publisher add new --provider github --pending --owner alice --set owner=-")]
    [InlineData(1, "publisher add new --provider github --issuer https://unknown.example --pending --owner alice --set owner=o "
        + "repository=r workflow_filename=w.yml")]
    [InlineData(1, "publisher remove 123")]
    [InlineData(1, "issuer add http://user@x --provider github")]
    [InlineData(1, "issuer add https://token.actions.githubusercontent.com --provider github")]
    [InlineData(1, "issuer remove https://none.example")]
    [InlineData(1, "token add --user alice --expires never")]
    [InlineData(1, "token revoke x")]
    [InlineData(0, "project list")]
    [InlineData(0, "issuer list")]
    [InlineData(0, "user list --json")]
    [InlineData(0, "fsck")]
    public async Task Verbs_end_with_0_1_or_2_and_never_with_a_stack_trace(int code, string line)
    {
        var (actual, output) = await index.Verb(line.Split(' '));
        Assert.True(actual == code, $"{actual}: {output}");
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        if (code > 0) Assert.NotEqual("", output.Trim());
    }

    [Fact]
    public async Task A_name_like_an_existing_one_is_refused()
    {
        Assert.Equal(0, (await index.Verb("project", "add", "colophon", "--owner", "alice")).Code);
        Assert.Contains("too similar", (await index.Verb("project", "add", "c0loph0n", "--owner", "alice")).Output,
            StringComparison.Ordinal);
        Assert.Contains("conflicts with an existing project", (await index.Verb("project", "add", "Colophon", "--owner", "alice")).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_set_up_link_sets_the_password_once()
    {
        var (_, output) = await index.Verb("user", "add", "bob", "--email", "bob@example.org");
        var path = new Uri(output.Split(' ').Single(word => word.Contains("/set-up/", StringComparison.Ordinal))).AbsolutePath;
        using var browser = new Browser(index.Url);
        var page = await browser.Open(path);
        Assert.Contains("bob", page.Text, StringComparison.Ordinal);
        Assert.Equal("no-referrer", page.Answer.Headers.GetValues("Referrer-Policy").Single());

        Assert.Equal(400, (await browser.Send(page, null, ("password", "short"))).Status);
        Assert.Equal("/account/?done=set-up", (await browser.Send(page, null, ("password", "a long enough password"))).To);
        Assert.Equal(404, (await browser.Open(path)).Status);
        await using var db = await index.Db();
        Assert.DoesNotContain("long", (await db.Users.SingleAsync(u => u.UserName == "bob")).PasswordHash!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fsck_finds_a_missing_a_changed_and_an_orphaned_blob_and_a_backup_serves()
    {
        await index.AddPublisher("sampleproject");
        var (name, bytes) = TestWheel.Make("sampleproject", "1.0");
        using (await index.Upload(name, bytes, await index.Token())) { }
        Assert.Equal(0, (await index.Verb("fsck")).Code);

        if (database == Database.Sqlite) await ABackupServes();
        else Assert.Contains("run pg_dump, then copy", (await index.Verb("backup", index.Folder + "-copy")).Output, StringComparison.Ordinal);

        var blobs = index.Services.GetRequiredService<Blobs>();
        var path = blobs.PathOf(blobs.All().First());
        await File.AppendAllTextAsync(path, "x");
        Assert.Equal(1, (await index.Verb("fsck")).Code);
        File.Delete(path);
        Assert.Contains("is missing", (await index.Verb("fsck")).Output, StringComparison.Ordinal);
    }

    private async Task ABackupServes()
    {
        var copy = index.Folder + "-copy";
        Assert.Equal(0, (await index.Verb("backup", copy)).Code);
        Assert.Equal(1, (await index.Verb("backup", copy)).Code);
        var output = new StringWriter();
        Assert.Equal(0, await Colophon.Index.Operating.Verbs.Run(["fsck", "--data", copy], output, output));
        Directory.Delete(copy, recursive: true);
    }

    [Fact]
    public async Task What_has_expired_is_forgotten_and_not_a_moment_before()
    {
        await index.AddPublisher("sampleproject");
        await index.AddPublisher("later");
        await index.Token();
        var forgetting = index.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>()
            .OfType<Colophon.Index.Upkeep.Forgetting>().Single();

        index.Clock.Advance(TimeSpan.FromSeconds(330));
        await forgetting.Once(CancellationToken.None);
        await using (var db = await index.Db()) Assert.Equal(1, await db.Redemptions.CountAsync());

        index.Clock.AdjustTime(index.Clock.GetUtcNow().AddDays(31));
        await forgetting.Once(CancellationToken.None);
        await using var after = await index.Db();
        Assert.Equal((0, 0, 0),
            (await after.Redemptions.CountAsync(), await after.Tokens.CountAsync(), await after.Publishers.CountAsync()));
    }
}

public sealed class VerbsOnSqliteTests() : VerbsTests(Database.Sqlite);

public sealed class VerbsOnPostgresTests() : VerbsTests(Database.Postgres);
