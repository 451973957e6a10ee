using Colophon.Index.SigningIn.Joining;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.People;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.SigningIn;

public abstract class JoiningTests(Database database) : IAsyncLifetime
{
    private TestIndex index = null!;

    public async ValueTask InitializeAsync() => index = await TestIndex.Start(settings => settings with { SignUpIsOpen = true }, database);

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Fact]
    public async Task The_first_start_prints_a_link_that_makes_the_operator_once()
    {
        var link = new Uri((await FirstStart.Link(index.Services, CancellationToken.None))!).AbsolutePath;
        using var browser = new Browser(index.Url);
        var page = await browser.Open(link);
        var again = await browser.Send(page, null, ("name", "op"), ("email", "op@example.org"), ("password", "short"));
        Assert.Equal(400, again.Status);
        Assert.Contains("value=\"op@example.org\"", again.Text, StringComparison.Ordinal);
        Assert.Equal(303, (await browser.Send(page, null, ("name", "op"), ("email", "op@example.org"), ("password", People.Password), ("IsAdmin", "false"))).Status);
        Assert.True(await browser.IsSignedIn());
        await using var db = await index.Db();
        Assert.True((await db.Users.SingleAsync()).IsAdmin);
        Assert.Equal(404, (await browser.Open(link)).Status);
        Assert.Null(await FirstStart.Link(index.Services, CancellationToken.None));
    }

    [Fact]
    public async Task Of_two_links_of_first_starts_both_are_worth_nothing_once_somebody_has_an_account()
    {
        var link = new Uri((await FirstStart.Link(index.Services, CancellationToken.None))!).AbsolutePath;
        Assert.NotNull(await FirstStart.Link(index.Services, CancellationToken.None));
        using var browser = await index.Add("alice");
        Assert.Equal(404, (await browser.Open(link)).Status);
        Assert.Equal(404, (await browser.Open(link.Replace("first-start", "invitation", StringComparison.Ordinal))).Status);
    }

    [Fact]
    public async Task Signing_up_confirms_the_address_by_a_link_that_works_once()
    {
        using var browser = new Browser(index.Url);
        Assert.Equal("/sign-up/sent", (await browser.Fill("/sign-up", null, ("email", "new@example.org"))).To);
        var link = (await index.Letters("new@example.org"))[0].Link("/invitation/");
        var page = await browser.Open(link);
        Assert.Contains("new@example.org", page.Text, StringComparison.Ordinal);
        Assert.Equal(400, (await browser.Send(page, null, ("name", "a"), ("password", People.Password))).Status);
        Assert.Equal(400, (await browser.Send(page, null, ("name", "newcomer"), ("password", "newcomer1234"))).Status);
        var made = await browser.Send(page, null, ("name", "newcomer"), ("password", People.Password), ("isAdmin", "true"), ("email", "other@example.org"));
        Assert.Equal("/account/?done=joined", made.To);
        Assert.Equal(404, (await browser.Open(link)).Status);

        await using var db = await index.Db();
        var user = await db.Users.SingleAsync();
        Assert.Equal(("newcomer", "new@example.org", true, false), (user.Name, user.Email, user.EmailConfirmed, user.IsAdmin)); // no over-posting (F29)
    }

    [Fact]
    public async Task Signing_up_and_forgotten_passwords_say_the_same_of_known_and_unknown_addresses()
    {
        using var alice = await index.Add("alice");
        using var browser = new Browser(index.Url);
        foreach (var door in (string[])["/sign-up", "/forgotten"])
        {
            var known = await browser.Fill(door, null, ("email", "alice@example.org"));
            var unknown = await browser.Fill(door, null, ("email", "nobody@example.org"));
            Assert.Equal((known.Status, known.To, known.Text), (unknown.Status, unknown.To, unknown.Text));
        }

        var letters = await index.Letters("alice@example.org", 2);
        Assert.Equal(["Set a new password", "You have an account already"], letters.Select(l => l.Subject).Order());
        Assert.Equal(["Make your account"], (await index.Letters("nobody@example.org")).Select(l => l.Subject));
        await using var db = await index.Db();
        Assert.All(await db.Messages.Select(m => m.Text).ToListAsync(), text => Assert.StartsWith("sealed ", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_eleventh_mail_in_five_minutes_waits_for_each_sender()
    {
        using var browser = new Browser(index.Url);
        for (var i = 0; i < 10; i++) Assert.Equal(303, (await browser.Fill("/sign-up", null, ("email", $"a{i}@example.org"))).Status);
        Assert.Equal(429, (await browser.Fill("/forgotten", null, ("email", "b@example.org"))).Status);
    }

    [Fact]
    public async Task A_forgotten_password_is_set_anew_by_a_link_of_an_hour_that_a_sign_in_ends()
    {
        using var alice = await index.Add("alice");
        using var browser = new Browser(index.Url);
        await browser.Fill("/forgotten", null, ("email", "alice@example.org"));
        var dead = (await index.Letters("alice@example.org"))[^1].Link("/reset/");
        using (var other = new Browser(index.Url)) await other.SignIn("alice", People.Password);
        Assert.Equal(404, (await browser.Open(dead)).Status); // it was not forgotten after all (F20)

        await browser.Fill("/forgotten", null, ("email", "alice@example.org"));
        var late = (await index.Letters("alice@example.org", 2))[^1].Link("/reset/");
        index.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(404, (await browser.Open(late)).Status);

        await browser.Fill("/forgotten", null, ("email", "alice@example.org"));
        var link = (await index.Letters("alice@example.org", 3))[^1].Link("/reset/");
        var page = await browser.Open(link);
        Assert.Equal("no-referrer", page.Answer.Headers.GetValues("Referrer-Policy").Single());
        Assert.Equal(404, (await browser.Open(link[..^1] + (link[^1] == 'a' ? 'b' : 'a'))).Status);
        Assert.Equal(400, (await browser.Send(page, null, ("password", "alice@example.org"))).Status);
        Assert.Equal(303, (await browser.Send(page, null, ("password", "five other words in a row"))).Status);
        Assert.False(await browser.IsSignedIn()); // a link by mail is one factor: the person signs in
        Assert.False(await alice.IsSignedIn());
        Assert.Equal(404, (await browser.Open(link)).Status);
        Assert.Equal(400, (await browser.SignIn("alice", People.Password)).Status);
        Assert.Equal(303, (await browser.SignIn("alice", "five other words in a row")).Status);
        Assert.Contains(await index.Letters("alice@example.org", 4), letter => letter.Subject == "Your password was changed");
    }

    [Fact]
    public async Task An_invitation_is_for_the_account_of_its_address_once_and_in_time()
    {
        using var alice = await index.Add("alice");
        using var bob = await index.Add("bob");
        using var carol = new Browser(index.Url);
        await index.Verb("project", "add", "sampleproject", "--owner", "alice");
        var toBob = await Invite("bob@example.org", ProjectRole.Maintainer);
        var toCarol = await Invite("carol@example.org", ProjectRole.Owner);

        Assert.Contains("somebody else", (await alice.Open(toBob)).Text, StringComparison.Ordinal);
        Assert.Contains("/sign-in?return=", (await carol.Open(toBob)).Text, StringComparison.Ordinal);
        var page = await bob.Open(toBob);
        using (var form = new FormUrlEncodedContent((await alice.Open("/account/")).Form("/sign-out")))
            Assert.Equal(200, (int)(await alice.Http.PostAsync(toBob, form)).StatusCode);
        await using var db = await index.Db();
        Assert.Equal(1, await db.Roles.CountAsync()); // a form sent by another's session changes nothing (F28)

        Assert.Equal(303, (await bob.Send(page, null, ("role", "owner"))).Status);
        Assert.Equal(404, (await bob.Open(toBob)).Status);
        Assert.Equal(404, (await bob.Send(page, null)).Status);
        Assert.Equal(303, (await carol.Fill(toCarol, null, ("name", "carol"), ("password", People.Password))).Status);
        var roles = await db.Roles.Join(db.Users, r => r.UserId, u => u.Id, (r, u) => $"{u.UserName} {r.Role}").ToListAsync();
        Assert.Equal(["alice owner", "bob maintainer", "carol owner"], roles.Order());

        var late = await Invite("dora@example.org", ProjectRole.Owner);
        index.Clock.Advance(TimeSpan.FromDays(7));
        Assert.Equal(404, (await carol.Open(late)).Status);
        Assert.Equal(404, (await carol.Open("/invitation/" + new string('0', 64))).Status);
    }

    [Fact]
    public async Task Where_accounts_need_an_invitation_signing_up_mails_nobody()
    {
        await using var closed = await TestIndex.Start();
        using var browser = new Browser(closed.Url);
        var page = await browser.Open("/sign-up");
        Assert.Contains("by invitation", page.Text, StringComparison.Ordinal);
        var token = (await browser.Open("/forgotten")).Form("/forgotten");
        using var form = new FormUrlEncodedContent(token.Append(new("email", "new@example.org")));
        Assert.Equal(404, (int)(await browser.Http.PostAsync("/sign-up", form)).StatusCode);
    }

    private async Task<string> Invite(string email, string role)
    {
        await using var db = await index.Db();
        var secret = db.Invite(email, await db.Projects.SingleAsync(), role, "alice", index.Clock.GetUtcNow());
        await db.SaveChangesAsync();
        return $"/invitation/{secret}";
    }
}

public sealed class JoiningOnSqliteTests() : JoiningTests(Database.Sqlite);

public sealed class JoiningOnPostgresTests() : JoiningTests(Database.Postgres);
