using Colophon.Index.Store.Entities;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.SigningIn;

public abstract class AccountTests(Database database) : IAsyncLifetime
{
    private TestIndex index = null!;
    private Browser alice = null!;

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start(database: database);
        alice = await index.Add("alice");
    }

    public async ValueTask DisposeAsync()
    {
        alice.Dispose();
        await index.DisposeAsync();
    }

    [Fact]
    public async Task After_fifteen_minutes_dangerous_pages_ask_to_prove_again_who_it_is()
    {
        var delete = await alice.Open("/account/delete");
        index.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal("/prove?return=%2Faccount%2Fpassword", (await alice.Open("/account/password")).To);
        Assert.Equal(200, (await alice.Open("/account/sessions")).Status);
        var late = await alice.Send(delete, "/account/delete", ("name", "alice"));
        Assert.Equal((303, "/prove?return=%2Faccount%2Fdelete"), (late.Status, late.To)); // back to the form's page; nothing was deleted
        Assert.True(await alice.IsSignedIn());

        Assert.Equal(400, (await alice.Fill("/prove?return=/account/delete", "/prove", ("password", "not the password"))).Status);
        var proved = await alice.Fill("/prove?return=/account/delete", "/prove", ("password", People.Password));
        Assert.Equal((303, "/account/delete"), (proved.Status, proved.To));
        Assert.Equal(200, (await alice.Open("/account/delete")).Status);
    }

    [Fact]
    public async Task A_changed_password_signs_every_other_browser_out_and_goes_on_under_a_new_secret_here()
    {
        using var other = new Browser(index.Url);
        await other.SignIn("alice", People.Password);
        using var copy = alice.Copy();
        Assert.Equal(400, (await alice.Fill("/account/password", null, ("password", "short"))).Status);
        Assert.Equal(400, (await alice.Fill("/account/password", null, ("password", "alice@example.org"))).Status);
        Assert.Equal(303, (await alice.Fill("/account/password", null, ("password", "five other words in a row"))).Status);
        Assert.False(await other.IsSignedIn());
        Assert.False(await copy.IsSignedIn());
        Assert.True(await alice.IsSignedIn());
        Assert.Equal("user:password-change", (await index.Events("alice"))[^1]);
    }

    [Fact]
    public async Task A_new_address_is_confirmed_by_a_link_and_the_old_one_is_told()
    {
        using var bob = await index.Add("bob");
        Assert.Equal(303, (await alice.Fill("/account/email", null, ("email", "bob@example.org"))).Status); // taken: the same answer
        Assert.Equal(400, (await alice.Fill("/account/email", null, ("email", "no address\r\nBcc: x@y"))).Status);
        Assert.Equal("/account/email/sent", (await alice.Fill("/account/email", null, ("email", "new@example.org"))).To);
        var link = (await index.Letters("new@example.org"))[0].Link("/email/");
        using var nobody = new Browser(index.Url);
        Assert.Contains("new@example.org", (await nobody.Open(link)).Text, StringComparison.Ordinal);
        await using var db = await index.Db();
        Assert.Equal("alice@example.org", (await db.Users.AsNoTracking().SingleAsync(u => u.UserName == "alice")).Email); // opening alone changes nothing
        Assert.Equal(303, (await nobody.Fill(link, null)).Status);
        Assert.Equal("new@example.org", (await db.Users.AsNoTracking().SingleAsync(u => u.UserName == "alice")).Email);
        Assert.Equal(404, (await nobody.Open(link)).Status);
        Assert.Equal("The address of your account was changed", (await index.Letters("alice@example.org"))[^1].Subject);
        Assert.False(await db.Messages.AnyAsync(m => m.To == "bob@example.org"));
    }

    [Fact]
    public async Task An_account_is_deleted_by_its_name_and_not_while_it_is_a_projects_only_owner()
    {
        using var bob = await index.Add("bob");
        await index.Verb("project", "add", "sampleproject", "--owner", "alice");
        Assert.Contains("sampleproject", (await alice.Open("/account/delete")).Text, StringComparison.Ordinal);
        using (var form = new FormUrlEncodedContent((await alice.Open("/account/")).Form("/sign-out").Append(new("name", "alice"))))
            Assert.Equal(409, (int)(await alice.Http.PostAsync("/account/delete", form)).StatusCode);

        await using var db = await index.Db();
        var (project, user) = (await db.Projects.SingleAsync(), await db.Users.SingleAsync(u => u.UserName == "bob"));
        db.Roles.Add(new ProjectRole { ProjectId = project.Id, UserId = user.Id, Role = ProjectRole.Owner });
        await db.SaveChangesAsync();

        Assert.Equal(400, (await alice.Fill("/account/delete", null, ("name", "bob"))).Status);
        var pages = (await alice.Open("/account/delete"), await bob.Open("/account/delete"));
        var both = await Task.WhenAll(alice.Send(pages.Item1, null, ("name", "alice")), bob.Send(pages.Item2, null, ("name", "bob")));
        Assert.Equal([303, 409], both.Select(page => page.Status).Order()); // of two owners who leave at once one stays (F27)
        Assert.Equal(1, await db.Users.CountAsync());
        Assert.Equal(1, await db.Roles.CountAsync());
    }
}

public sealed class AccountOnSqliteTests() : AccountTests(Database.Sqlite);

public sealed class AccountOnPostgresTests() : AccountTests(Database.Postgres);
