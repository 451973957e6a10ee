using System.Text.Json.Nodes;
using Colophon.Index.Maintaining.Telling;
using Colophon.Tests.Index.SigningIn;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.Maintaining;

public abstract class TellingTests(Database database) : IAsyncLifetime
{
    private const string History = "/manage/project/sampleproject/history/";

    private TestIndex index = null!;
    private Browser alice = null!, bob = null!;

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start(database: database);
        alice = await index.Add("alice");
        bob = await index.Add("bob");
        await index.Verb("project", "add", "sampleproject", "--owner", "alice");
        await index.Verb("project", "add", "others", "--owner", "bob");
        index.Clock.Advance(TimeSpan.FromMinutes(5)); // verbs have the machine's time: what follows is after them
    }

    public async ValueTask DisposeAsync()
    {
        alice.Dispose();
        bob.Dispose();
        await index.DisposeAsync();
    }

    [Fact]
    public async Task The_history_is_narrowed_down_paged_and_taken_along()
    {
        const string settings = "/manage/project/sampleproject/settings/";
        foreach (var reason in (string[])["=HYPERLINK(\"//x\")", "a, \"quoted\" word"])
            Assert.Equal(303, (await alice.Fill(settings, settings + "status", ("status", "deprecated"), ("reason", reason))).Status);
        var page = await alice.Open(History);
        Assert.Contains("project:create", page.Text, StringComparison.Ordinal);
        Assert.Contains("=HYPERLINK(&quot;", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("project:create", (await alice.Open(History + "?event=project:status")).Text, StringComparison.Ordinal);
        Assert.Contains("Nothing fits", (await alice.Open(History + "?actor=nobody")).Text, StringComparison.Ordinal);
        Assert.Contains("Nothing fits", (await alice.Open(History + "?until=2020-01-01")).Text, StringComparison.Ordinal);
        var bad = await alice.Open(History + "?since=yesterday");
        Assert.Equal(400, bad.Status);
        Assert.Contains("value=\"yesterday\"", bad.Text, StringComparison.Ordinal);
        Assert.Equal(400, (await alice.Open(History + "?event=%25")).Status); // no pattern of its own (F35)

        var csv = await alice.Open(History + "history.csv?event=project:");
        Assert.Equal("attachment; filename=\"sampleproject-history.csv\"", csv.Answer.Content.Headers.ContentDisposition!.ToString());
        var lines = csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("id,at,event,project,actor,details", lines[0]);
        Assert.Equal(4, lines.Length);
        Assert.Contains("reason: a, \"\"quoted\"\" word", lines[3], StringComparison.Ordinal);
        var jsonl = (await alice.Open(History + "history.jsonl?event=project:status")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("=HYPERLINK(\"//x\")", (string)JsonNode.Parse(jsonl[0])!["details"]!["reason"]!);
        Assert.Equal(404, (await bob.Open(History + "history.csv")).Status);

        await using (var db = await index.Db())
        {
            for (var i = 0; i < 60; i++)
                db.History.Add(new() { At = index.Clock.GetUtcNow(), Event = "file:add", Project = "sampleproject", Actor = "carol", Details = $$"""{"filename":"f{{i:00}}"}""" });
            await db.SaveChangesAsync();
        }

        var newest = await alice.Open(History + "?event=file:add");
        Assert.Contains("f59", newest.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("f09", newest.Text, StringComparison.Ordinal);
        var older = newest.Text.Split("href=\"").Select(part => part.Split('"')[0]).First(link => link.Contains("before=", StringComparison.Ordinal));
        Assert.Contains("f09", (await alice.Open(System.Net.WebUtility.HtmlDecode(older))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_see_what_they_did_and_what_was_done_to_them_and_programs_what_was_done_in_their_projects()
    {
        var (machine, others) = (await Machine.Of(index, alice), await Machine.Of(index, bob));
        Assert.Equal(200, (await machine.Ask("PUT", "/projects/sampleproject/roles/bob", """{"role":"maintainer"}""")).Status);
        var own = await bob.Open("/manage/account/history/");
        Assert.Contains("role:add", own.Text, StringComparison.Ordinal);
        Assert.Contains("token:add", own.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("token:add", (await bob.Open("/manage/account/history/?actor=alice")).Text, StringComparison.Ordinal);
        Assert.Equal(200, (await bob.Open("/manage/account/history/history.csv")).Status);

        var (_, mine) = await machine.Ask("GET", "/events");
        Assert.All(mine["items"]!.AsArray(), e => Assert.Equal("sampleproject", (string)e!["project"]!));
        Assert.Empty((await machine.Ask("GET", "/events?project=others")).Body["items"]!.AsArray());
        var (_, first) = await others.Ask("GET", "/events?limit=1");
        var (_, second) = await others.Ask("GET", $"/events?limit=1&after={(string)first["next"]!}");
        Assert.NotEqual((long)first["items"]![0]!["id"]!, (long)second["items"]![0]!["id"]!);
        Assert.Equal(400, (await machine.Ask("GET", "/events?since=soon")).Status);

        await index.Verb("project", "delete", "sampleproject", "--confirm", "sampleproject");
        await index.Verb("project", "add", "sampleproject", "--owner", "bob");
        index.Clock.Advance(TimeSpan.FromMinutes(1));
        var now = index.Clock.GetUtcNow();
        await using (var db = await index.Db()) await db.Projects.ExecuteUpdateAsync(p => p.SetProperty(x => x.Created, now));
        var (_, anew) = await others.Ask("GET", "/events?project=sampleproject&event=role:");
        Assert.Empty(anew["items"]!.AsArray()); // what was before belongs to others (F26)
        using var op = await index.Add("op", "--admin");
        var (_, all) = await (await Machine.Of(index, op)).Ask("GET", "/events?event=role:");
        Assert.Single(all["items"]!.AsArray());
    }

    [Fact]
    public async Task Owners_add_webhooks_whose_secret_is_shown_once_and_remove_their_own_alone()
    {
        const string page = "/manage/project/sampleproject/webhooks/";
        foreach (var (url, events) in new[] { ("ftp://x", ""), ("https://user@example.org/x", ""), ("https://example.org/x", "Not An Event") })
        {
            var refused = await alice.Fill(page, page + "add", ("url", url), ("events", events));
            Assert.Equal(400, refused.Status);
            Assert.Contains($"value=\"{url}\"", refused.Text, StringComparison.Ordinal);
        }

        var made = await alice.Fill(page, page + "add", ("url", "https://example.org/hook"), ("events", "nothing:at-all"));
        Assert.Equal((200, "no-store"), (made.Status, made.Answer.Headers.CacheControl!.ToString()));
        Assert.Matches("<code class=\"line\">[0-9a-f]{64}</code>", made.Text);
        var listed = await alice.Open(page);
        Assert.Contains("https://example.org/hook", listed.Text, StringComparison.Ordinal);
        var webhook = listed.Form(page + "remove")["webhook"];
        const string bobs = "/manage/project/others/webhooks/";
        var form = await bob.Open(bobs);
        Assert.Equal(404, await RemoveAs(bob, bobs, form, webhook));
        Assert.Equal(303, (await alice.Send(listed, page + "remove")).Status);
        await using var db = await index.Db();
        Assert.False(await db.Webhooks.AnyAsync());
    }

    [Theory]
    [InlineData("plain", "\"plain\"")]
    [InlineData("=1+1", "\"'=1+1\"")]
    [InlineData("  @SUM(A1)", "\"'  @SUM(A1)\"")]
    [InlineData("\t-1", "\"' -1\"")]
    [InlineData("＋1", "\"'＋1\"")]
    [InlineData("a\r\nb\"c", "\"a  b\"\"c\"")]
    public void A_cell_is_no_formula_and_no_second_cell(string text, string cell) => Assert.Equal(cell, Csv.Cell(text));

    private static async Task<int> RemoveAs(Browser browser, string page, Browser.Page form, string webhook)
    {
        using var content = new FormUrlEncodedContent(form.Form(page + "add").Append(new("webhook", webhook)));
        using var answer = await browser.Http.PostAsync(page + "remove", content);
        return (int)answer.StatusCode;
    }
}

public sealed class TellingOnSqliteTests() : TellingTests(Database.Sqlite);

public sealed class TellingOnPostgresTests() : TellingTests(Database.Postgres);
