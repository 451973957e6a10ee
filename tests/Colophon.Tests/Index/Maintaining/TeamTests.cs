using Colophon.Tests.Index.SigningIn;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.Maintaining;

public abstract class TeamTests(Database database) : IAsyncLifetime
{
    private const string People = "/manage/project/sampleproject/collaboration/";

    private TestIndex index = null!;
    private Browser alice = null!, bob = null!;

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start(database: database);
        alice = await index.Add("alice");
        bob = await index.Add("bob");
        await index.Verb("project", "add", "sampleproject", "--owner", "alice");
    }

    public async ValueTask DisposeAsync()
    {
        alice.Dispose();
        bob.Dispose();
        await index.DisposeAsync();
    }

    [Fact]
    public async Task An_invitation_is_mailed_taken_up_once_by_whom_it_was_sent_to_and_told_to_the_team()
    {
        foreach (var (who, status) in new[] { ("nobody", 400), ("a@b@c", 400), ("<b>x</b>", 400), ("alice", 409) })
        {
            var refused = await alice.Fill(People, People + "invite", ("who", who), ("role", "maintainer"));
            Assert.Equal(status, refused.Status);
            Assert.Contains($"value=\"{System.Net.WebUtility.HtmlEncode(who)}\"", refused.Text, StringComparison.Ordinal);
        }

        Assert.Equal(303, (await alice.Fill(People, People + "invite", ("who", "bob"), ("role", "maintainer"))).Status);
        var page = await alice.Open(People);
        Assert.DoesNotContain("bob@example.org", page.Text, StringComparison.Ordinal); // invited by name: the address stays bob's own
        await using (var db = await index.Db())
            Assert.DoesNotContain("/invitation/", (await db.Messages.SingleAsync(m => m.To == "bob@example.org")).Text, StringComparison.Ordinal);
        var link = (await index.Letters("bob@example.org"))[0].Link("/invitation/");

        Assert.Contains("signed in as somebody else", (await alice.Open(link)).Text, StringComparison.Ordinal);
        Assert.Equal(404, (await bob.Open(People)).Status);
        Assert.Equal("/account/?done=joined", (await bob.Fill(link, null)).To);
        Assert.Equal(404, (await bob.Open(link)).Status);
        var seen = await bob.Open(People);
        Assert.Equal(200, seen.Status);
        Assert.DoesNotContain("Invite somebody", seen.Text, StringComparison.Ordinal);
        Assert.Equal(["sampleproject role:accept"], await Events("bob"));
        foreach (var told in (string[])["alice@example.org", "bob@example.org"])
            Assert.Contains(await index.Letters(told, 2), letter => letter.Subject == "bob has a role in sampleproject");
    }

    [Fact]
    public async Task Invitations_are_withdrawn_and_those_of_an_owner_who_goes_end_with_it()
    {
        await alice.Fill(People, People + "invite", ("who", "new@example.org"), ("role", "owner"));
        var link = (await index.Letters("new@example.org"))[0].Link("/invitation/");
        await alice.Fill(People, People + "invite", ("who", "new@example.org"), ("role", "maintainer")); // replaces the first
        Assert.Equal(404, (await bob.Open(link)).Status);
        link = (await index.Letters("new@example.org", 2)).Select(letter => letter.Link("/invitation/")).Single(other => other != link);
        using var nobody = new Browser(index.Url);
        Assert.Equal(200, (await nobody.Open(link)).Status);
        Assert.Equal(303, (await alice.Fill(People, People + "withdraw")).Status);
        Assert.Equal(404, (await nobody.Open(link)).Status);

        var machine = await Machine.Of(index, alice);
        Assert.Equal(200, (await machine.Ask("PUT", "/projects/sampleproject/roles/bob", """{"role":"owner"}""")).Status);
        var (made, invitation) = await machine.Ask("POST", "/projects/sampleproject/invitations", """{"who":"late@example.org","role":"owner"}""");
        Assert.Equal((201, "late@example.org"), (made, (string)invitation["to"]!));
        link = (await index.Letters("late@example.org"))[0].Link("/invitation/");
        Assert.Equal(303, (await bob.Fill(People, People + "remove", ("user", "alice"))).Status);
        Assert.Equal(404, (await nobody.Open(link)).Status);
        Assert.Equal(404, (await machine.Ask("DELETE", $"/projects/sampleproject/invitations/{(string)invitation["id"]!}")).Status);
    }

    [Fact]
    public async Task The_last_owner_stays_also_when_two_go_at_once()
    {
        var refused = await alice.Fill(People, People + "leave");
        Assert.Equal(409, refused.Status);
        Assert.Contains("Make somebody else an owner first", refused.Text, StringComparison.Ordinal);
        Assert.Equal(409, (await alice.Fill(People, People + "role", ("user", "alice"), ("role", "maintainer"))).Status);
        Assert.Equal(404, (await alice.Fill(People, People + "role", ("user", "eve"), ("role", "owner"))).Status);

        Assert.Equal(1, (await index.Verb("project", "role", "sampleproject", "alice", "none")).Code);
        Assert.Equal(1, (await index.Verb("project", "role", "sampleproject", "bob", "king")).Code);
        Assert.Equal(0, (await index.Verb("project", "role", "sampleproject", "bob", "maintainer")).Code);
        Assert.Equal(0, (await index.Verb("project", "role", "sampleproject", "bob", "none")).Code);

        var machine = await Machine.Of(index, alice);
        Assert.Equal(400, (await machine.Ask("PUT", "/projects/sampleproject/roles/bob", """{"role":"king"}""")).Status);
        Assert.Equal(404, (await machine.Ask("PUT", "/projects/sampleproject/roles/eve", """{"role":"owner"}""")).Status);
        for (var times = 0; times < 2; times++) // the second changes nothing
            Assert.Equal(200, (await machine.Ask("PUT", "/projects/sampleproject/roles/bob", """{"role":"owner"}""")).Status);
        Assert.Equal(["sampleproject role:add"], await Events("alice", "role:"));
        using (var role = await machine.Send("GET", "/projects/sampleproject/roles/bob"))
        {
            Assert.Equal(412, (await machine.Ask("DELETE", "/projects/sampleproject/roles/bob", ifMatch: "\"other\"")).Status);
            Assert.Equal(200, (await machine.Ask("PUT", "/projects/sampleproject/roles/bob", """{"role":"owner"}""", role.Headers.ETag!.ToString())).Status);
        }

        var pages = (await alice.Open(People), await bob.Open(People));
        var both = await Task.WhenAll(alice.Send(pages.Item1, People + "leave"), bob.Send(pages.Item2, People + "leave"));
        Assert.Equal([303, 409], both.Select(page => page.Status).Order()); // F27
        await using var db = await index.Db();
        Assert.Equal("owner", (await db.Roles.SingleAsync()).Role);
        Assert.Contains(await index.Letters("alice@example.org", 2), letter => letter.Subject.EndsWith("has no role in sampleproject any more", StringComparison.Ordinal));
    }

    private async Task<List<string>> Events(string actor, string begin = "role:")
    {
        await using var db = await index.Db();
        return await db.History.Where(e => e.Actor == actor && e.Event.StartsWith(begin)).OrderBy(e => e.Id)
            .Select(e => e.Project + " " + e.Event).ToListAsync();
    }
}

public sealed class TeamOnSqliteTests() : TeamTests(Database.Sqlite);

public sealed class TeamOnPostgresTests() : TeamTests(Database.Postgres);
