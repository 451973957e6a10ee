using Colophon.Tests.Index.SigningIn;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.Maintaining;

public abstract class ProjectsTests(Database database) : IAsyncLifetime
{
    private const string Release = "/manage/project/sampleproject/release/1.0/";
    private const string Nasty = "<script>alert(1)</script>\"'&";

    private TestIndex index = null!;
    private Browser alice = null!, bob = null!, eve = null!;
    private string file = "";

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start(database: database);
        alice = await index.Add("alice");
        bob = await index.Add("bob");
        eve = await index.Add("eve");
        await index.AddPublisher("sampleproject", pending: false);
        await index.Verb("project", "add", "other", "--owner", "eve");
        (file, var bytes) = TestWheel.Make("sampleproject", "1.0");
        using (await index.Upload(file, bytes, await index.Token())) { }
        await using var db = await index.Db();
        db.Roles.Add(new()
        {
            ProjectId = (await db.Projects.SingleAsync(p => p.Name == "sampleproject")).Id,
            UserId = (await db.Users.SingleAsync(u => u.UserName == "bob")).Id,
            Role = "maintainer",
        });
        await db.SaveChangesAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var browser in (Browser[])[alice, bob, eve]) browser.Dispose();
        await index.DisposeAsync();
    }

    [Fact]
    public async Task People_see_their_projects_and_yank_and_owners_alone_delete_by_typing_the_name()
    {
        var mine = await bob.Open("/manage/projects/");
        Assert.Contains("sampleproject", mine.Text, StringComparison.Ordinal);
        Assert.Contains("maintainer", mine.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("sampleproject", (await eve.Open("/manage/projects/")).Text, StringComparison.Ordinal);
        using (var carol = await index.Add("carol"))
            Assert.Contains("/manage/account/publishing/", (await carol.Open("/manage/projects/")).Text, StringComparison.Ordinal);

        Assert.Contains($"{Release}\"", (await bob.Open("/manage/project/sampleproject/")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/settings/", (await bob.Open("/manage/project/sampleproject/")).Text, StringComparison.Ordinal);
        Assert.Equal(404, (await eve.Open("/manage/project/sampleproject/")).Status);
        Assert.Equal(404, (await bob.Open(Release + "delete")).Status);

        var tooLong = await bob.Fill(Release, Release + "yank", ("reason", Nasty + new string('x', 500)));
        Assert.Equal(400, tooLong.Status);
        Assert.Contains("&lt;script&gt;", tooLong.Text, StringComparison.Ordinal); // given back as it was typed, and harmless
        Assert.DoesNotContain("<script>alert", tooLong.Text, StringComparison.Ordinal);
        Assert.Equal(303, (await bob.Fill(Release, Release + "yank", ("reason", Nasty))).Status);
        Assert.DoesNotContain("<script>alert", (await bob.Open(Release)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", (await bob.Open("/manage/project/sampleproject/history/")).Text, StringComparison.Ordinal);
        Assert.Contains("yanked: &lt;script&gt;", (await bob.Open("/manage/project/sampleproject/")).Text, StringComparison.Ordinal);
        Assert.Equal(303, (await bob.Fill(Release, Release + "unyank")).Status);
        var fileYank = $"/manage/project/sampleproject/file/{file}/yank";
        Assert.Equal(303, (await bob.Fill(Release, fileYank, ("reason", "bad wheel"))).Status);
        Assert.Contains("bad wheel", (await index.Http.GetStringAsync("/simple/sampleproject/")), StringComparison.Ordinal);

        var ask = await alice.Open($"/manage/project/sampleproject/file/{file}/delete");
        Assert.Contains("1 file is lost", ask.Text, StringComparison.Ordinal);
        Assert.Contains("never free again", ask.Text, StringComparison.Ordinal);
        var wrong = await alice.Send(ask, null, ("name", "sampleproject"));
        Assert.Equal(400, wrong.Status);
        Assert.Contains("value=\"sampleproject\"", wrong.Text, StringComparison.Ordinal);
        Assert.Equal((303, Release), await Go(alice.Send(ask, null, ("name", file))));
        Assert.Equal((303, "/manage/project/sampleproject/"), await Go(alice.Fill(Release + "delete", null, ("name", "sampleproject==1.0"))));
        Assert.Equal(404, (await alice.Open(Release)).Status);

        Assert.Equal(404, (await eve.Open($"/manage/project/other/file/{file}/delete")).Status);
        index.Clock.Advance(TimeSpan.FromMinutes(16));
        Assert.StartsWith("/prove?", (await alice.Open("/manage/project/sampleproject/settings/delete")).To, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Owners_set_the_status_and_delete_the_project()
    {
        const string settings = "/manage/project/sampleproject/settings/";
        Assert.Equal(404, (await bob.Open(settings)).Status);
        var bad = await alice.Fill(settings, settings + "status", ("status", "archived"), ("reason", "two\nlines " + Nasty));
        Assert.Equal(400, bad.Status);
        Assert.Contains("value=\"archived\" checked", bad.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", bad.Text, StringComparison.Ordinal);
        Assert.Equal(403, (await alice.Fill(settings, settings + "status", ("status", "quarantined"))).Status);
        Assert.Equal(303, (await alice.Fill(settings, settings + "status", ("status", "archived"), ("reason", "use other"))).Status);
        Assert.Contains("archived", await index.Http.GetStringAsync("/simple/sampleproject/"), StringComparison.Ordinal);

        await index.Verb("project", "status", "sampleproject", "quarantined");
        Assert.Contains("The operator of this index holds the project back", (await alice.Open(settings)).Text, StringComparison.Ordinal);
        Assert.Equal((303, "/manage/projects/"), await Go(alice.Fill(settings + "delete", null, ("name", "sampleproject"))));
        Assert.Equal(404, (await alice.Open("/manage/project/sampleproject/")).Status);
        Assert.Contains((await index.Letters("bob@example.org")), letter => letter.Subject == "Project sampleproject deleted");
    }

    [Fact]
    public async Task Programs_do_the_same_by_the_api()
    {
        var (owner, maintainer, stranger) = (await Machine.Of(index, alice), await Machine.Of(index, bob), await Machine.Of(index, eve));
        var (status, list) = await maintainer.Ask("GET", "/projects");
        Assert.Equal((200, "sampleproject", "maintainer", "1.0", 1), (status, (string)list["items"]![0]!["name"]!,
            (string)list["items"]![0]!["role"]!, (string)list["items"]![0]!["latestVersion"]!, (int)list["items"]![0]!["publishers"]!));
        Assert.Equal(404, (await stranger.Ask("GET", "/projects/sampleproject")).Status);
        Assert.Equal(404, (await maintainer.Ask("PATCH", "/projects/sampleproject", """{"status":"archived"}""")).Status);

        using var before = await owner.Send("GET", "/projects/sampleproject");
        var tag = before.Headers.ETag!.ToString();
        Assert.Equal(200, (await owner.Ask("PATCH", "/projects/sampleproject", """{"status":"deprecated","reason":"old"}""", tag)).Status);
        Assert.Equal(412, (await owner.Ask("PATCH", "/projects/sampleproject", """{"status":"active"}""", tag)).Status);
        Assert.Equal(400, (await owner.Ask("PATCH", "/projects/sampleproject", """{"status":"gone"}""")).Status);
        Assert.Equal(400, (await owner.Ask("PATCH", "/projects/sampleproject", """{"state":"active"}""")).Status);
        Assert.Equal("deprecated", (string)(await owner.Ask("GET", "/projects/sampleproject")).Body["status"]!);

        Assert.Equal(200, (await maintainer.Ask("PUT", "/projects/sampleproject/releases/1.0.0/yank", """{"reason":"bad"}""")).Status);
        var (_, release) = await maintainer.Ask("GET", "/projects/sampleproject/releases/1.0");
        Assert.Equal((true, "bad", file), ((bool)release["yanked"]!, (string)release["reason"]!, (string)release["files"]![0]!["fileName"]!));
        Assert.Equal(200, (await maintainer.Ask("DELETE", "/projects/sampleproject/releases/1.0/yank")).Status);
        Assert.Equal(200, (await maintainer.Ask("PUT", $"/projects/sampleproject/files/{file}/yank", "{}")).Status);
        Assert.True((bool)(await owner.Ask("GET", $"/projects/sampleproject/files/{file}")).Body["yanked"]!);
        var (others, unknown) = (await stranger.Ask("DELETE", $"/projects/other/files/{file}?confirm={file}"),
            await stranger.Ask("DELETE", "/projects/other/files/none.whl?confirm=none.whl"));
        Assert.Equal((404, "no-such-file", "no-such-file"), (others.Status, Code(others.Body), Code(unknown.Body)));

        var (asked, why) = await owner.Ask("DELETE", "/projects/sampleproject/releases/1.0");
        Assert.Equal((400, "not-confirmed"), (asked, Code(why)));
        Assert.Contains("1 file of", (string)why["detail"]!, StringComparison.Ordinal);
        Assert.Equal(404, (await maintainer.Ask("DELETE", "/projects/sampleproject/releases/1.0?confirm=sampleproject==1.0")).Status);
        Assert.Equal(200, (await owner.Ask("DELETE", $"/projects/sampleproject/files/{file}?confirm={file}")).Status);
        Assert.Equal(200, (await owner.Ask("DELETE", "/projects/sampleproject/releases/1.0?confirm=sampleproject==1.0")).Status);
        Assert.Equal(400, (await owner.Ask("DELETE", "/projects/sampleproject?confirm=Sampleproject")).Status);
        Assert.Equal(200, (await owner.Ask("DELETE", "/projects/sampleproject?confirm=sampleproject")).Status);
        Assert.Equal(404, (await owner.Ask("GET", "/projects/sampleproject")).Status);
    }

    internal static string Code(System.Text.Json.Nodes.JsonNode body) => ((string)body["type"]!).Split('/')[^1];

    private static async Task<(int, string?)> Go(Task<Browser.Page> page) => ((await page).Status, (await page).To);
}

public sealed class ProjectsOnSqliteTests() : ProjectsTests(Database.Sqlite);

public sealed class ProjectsOnPostgresTests() : ProjectsTests(Database.Postgres);
