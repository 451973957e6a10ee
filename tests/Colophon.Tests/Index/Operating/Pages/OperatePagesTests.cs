using System.Net;
using Colophon.Index.Store.Entities;
using Colophon.Tests.Index.SigningIn;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.Operating.Pages;

/// <summary>The pages of operators, through the real server.</summary>
public abstract class OperatePagesTests(Database database) : IAsyncLifetime
{
    private TestIndex index = null!;
    private Browser root = null!;

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start(database: database);
        root = await index.Add("chief", "--admin");
    }

    public async ValueTask DisposeAsync()
    {
        root.Dispose();
        await index.DisposeAsync();
    }

    [Fact]
    public async Task An_operator_adds_disables_resets_and_deletes_people_each_with_one_event()
    {
        var added = await root.Fill("/operate/users/", "/operate/users/", ("name", "bob"), ("email", "bob@example.org"));
        using var bob = await SetUp(added);
        Assert.Contains("exists", (await root.Fill("/operate/users/", "/operate/users/", ("name", "BOB"), ("email", "b@example.org"))).Text,
            StringComparison.Ordinal);
        Assert.Equal(404, (await bob.Open("/operate/")).Status);

        Assert.Equal(303, (await root.Fill("/operate/users/bob", "/operate/users/bob/operator-on")).Status);
        Assert.Equal(200, (await bob.Open("/operate/")).Status);
        var other = await bob.Open("/operate/users/chief");
        var own = other with { Text = other.Text.Replace("users/chief/disable", "users/bob/disable", StringComparison.Ordinal) };
        Assert.Equal(409, (await bob.Send(own, "/operate/users/bob/disable")).Status); // not oneself
        Assert.Equal(303, (await root.Fill("/operate/users/bob", "/operate/users/bob/operator-off")).Status);
        Assert.Equal(303, (await root.Fill("/operate/users/bob", "/operate/users/bob/disable")).Status);
        Assert.False(await bob.IsSignedIn());
        Assert.Equal(303, (await root.Fill("/operate/users/bob", "/operate/users/bob/enable")).Status);

        Assert.Equal(400, (await root.Fill("/operate/users/bob", "/operate/users/bob/reset", ("reset-name", "bobby"))).Status);
        Assert.True(await bob.IsSignedIn());
        var reset = await root.Fill("/operate/users/bob", "/operate/users/bob/reset", ("reset-name", "bob"));
        Assert.False(await bob.IsSignedIn());
        using var again = await SetUp(reset);

        await index.Verb("project", "add", "lonely", "--owner", "bob");
        Assert.DoesNotContain("/operate/users/bob/delete", (await root.Open("/operate/users/bob")).Text, StringComparison.Ordinal);
        await index.Verb("project", "delete", "lonely", "--confirm", "lonely");
        Assert.Equal("/operate/users/?done=deleted", (await root.Fill("/operate/users/bob", "/operate/users/bob/delete", ("delete-name", "bob"))).To);
        Assert.False(await again.IsSignedIn());
        Assert.Equal(404, (await root.Open("/operate/users/bob")).Status);
        Assert.Equal(["user:add", "user:operator-on", "user:operator-off", "user:disable", "user:enable", "user:reset", "user:delete"],
            (await index.Events("chief")).Where(what => what.StartsWith("user:", StringComparison.Ordinal) && what != "user:set-up"));
    }

    [Fact]
    public async Task Tables_sort_and_filter_by_their_address()
    {
        foreach (var name in (string[])["anna", "cleo", "ben"]) await index.Verb("user", "add", name, "--email", $"{name}@example.org");
        Assert.Equal(["anna", "ben", "chief", "cleo"], Names(await root.Open("/operate/users/")));
        Assert.Equal(["cleo", "chief", "ben", "anna"], Names(await root.Open("/operate/users/?sort=-name")));
        Assert.Equal(["chief"], Names(await root.Open("/operate/users/?kind=operators")));
        Assert.Equal(["cleo"], Names(await root.Open("/operate/users/?q=CLE")));
        Assert.Empty(Names(await root.Open("/operate/users/?q=%25"))); // no pattern

        foreach (var name in (string[])["alpha", "beta"]) await index.Verb("project", "add", name, "--owner", "anna");
        Assert.Equal(200, (await root.Open("/operate/projects/?sort=-size&q=a&page=2")).Status);
        Assert.Contains("beta", (await root.Open("/operate/projects/?sort=created&q=bet")).Text, StringComparison.Ordinal);
        foreach (var page in (string[])["", "projects/", "names/", "issuers/?sort=-provider&q=git", "switches/", "audit/?event=user%3A&since=2020-01-01",
            "mail/?state=all&sort=to", "webhooks/", "storage/", "settings/?changed=on"])
            Assert.Equal(200, (await root.Open($"/operate/{page}")).Status);
        Assert.Equal(400, (await root.Open("/operate/audit/?since=yesterday")).Status);
    }

    [Fact]
    public async Task Quarantine_prohibited_names_switches_and_issuers_bite_at_once()
    {
        await index.AddPublisher("held", pending: false);
        var page = "/operate/projects/held";
        Assert.Equal(400, (await root.Fill(page, page + "/status", ("status", "quarantined"), ("reason", "malware"), ("name", "head"))).Status);
        Assert.Equal(200, (await index.Mint()).Status);
        Assert.Equal(303, (await root.Fill(page, page + "/status", ("status", "quarantined"), ("reason", "malware"), ("name", "held"))).Status);
        Assert.Contains("malware", (await root.Open("/operate/projects/?status=quarantined")).Text, StringComparison.Ordinal);
        Assert.Equal(303, (await root.Fill(page, page + "/status", ("status", "active"), ("reason", ""), ("name", "held"))).Status);

        var exchange = ("switch", "exchange");
        Assert.Equal(400, (await root.Fill("/operate/switches/", null, exchange, ("turn", "off"), ("typed-exchange", "no"))).Status);
        Assert.Equal(303, (await root.Fill("/operate/switches/", null, exchange, ("turn", "off"), ("typed-exchange", "exchange"))).Status);
        Assert.Equal(422, (await index.Mint()).Status);
        Assert.Contains("switch is off", (await root.Open("/operate/")).Text, StringComparison.Ordinal);
        Assert.Equal(303, (await root.Fill("/operate/switches/", null, exchange, ("turn", "on"))).Status);
        Assert.Equal(200, (await index.Mint()).Status);

        Assert.Equal(303, (await root.Fill("/operate/names/", null, ("name", "Fine.Name"), ("reason", "ours"))).Status);
        Assert.Equal(400, (await root.Fill("/operate/names/", null, ("name", "fine_name"), ("reason", ""))).Status);
        var (code, output) = await index.Verb("publisher", "add", "fine-name", "--provider", "github", "--issuer", index.Issuer.Url, "--set",
            "owner=octo-org", "repository=other", "workflow_filename=release.yml", "environment=pypi", "--pending", "--owner", "alice");
        Assert.True(code == 1 && output.Contains("prohibited on this index: ours", StringComparison.Ordinal), output);
        using var upload = await index.Upload("fine_name-1.0-py3-none-any.whl", TestWheel.Make("fine-name", "1.0").Bytes,
            (await index.Verb("token", "add", "--user", "alice")).Output.Trim(), name: "fine-name");
        Assert.Equal((HttpStatusCode.BadRequest, "name-prohibited-here"),
            (upload.StatusCode, upload.Headers.GetValues("X-Colophon-Error").Single()));
        Assert.Equal(303, (await root.Fill("/operate/names/", "/operate/names/allow", ("name", "fine-name"))).Status);

        var url = "https://ci.example.org";
        Assert.Equal(400, (await root.Fill("/operate/issuers/", null, ("Issuer", "ci"), ("Provider", "gitlab"))).Status);
        Assert.Contains("done=added", (await root.Fill("/operate/issuers/", null, ("Issuer", url), ("Provider", "gitlab"))).To, StringComparison.Ordinal);
        var issuer = $"/operate/issuers/one?url={Uri.EscapeDataString(url)}";
        Assert.Equal(303, (await root.Fill(issuer, "/operate/issuers/one/disable", ("disable-name", url))).Status);
        Assert.Equal(303, (await root.Fill(issuer, "/operate/issuers/one/enable")).Status);
        Assert.Equal(400, (await root.Fill(issuer, "/operate/issuers/one/remove", ("remove-name", "it"))).Status);
        Assert.Equal(303, (await root.Fill(issuer, "/operate/issuers/one/remove", ("remove-name", url))).Status);
        Assert.Equal(404, (await root.Open(issuer)).Status);
    }

    [Fact]
    public async Task The_chain_is_verified_messages_are_tried_again_and_webhooks_added()
    {
        await index.Verb("user", "add", "anna", "--email", "anna@example.org");
        var verified = await root.Fill("/operate/audit/", "/operate/audit/verify");
        Assert.Contains("The chain holds", verified.Text, StringComparison.Ordinal);
        await using (var db = await index.Db())
        {
            for (var tries = 0; tries < 300 && !await db.History.AnyAsync(e => e.Event == "user:add" && e.Seal != null); tries++)
            {
                index.Clock.Advance(TimeSpan.FromSeconds(1)); // sealing waits by the clock
                await Task.Delay(20);
            }

            await db.Database.ExecuteSqlRawAsync("""UPDATE "History" SET "Actor" = 'nobody' WHERE "Event" = 'user:set-up'""");
        }

        verified = await root.Fill("/operate/audit/", "/operate/audit/verify");
        Assert.Contains("is not what was sealed", verified.Text, StringComparison.Ordinal);

        await using (var db = await index.Db())
        {
            db.Add(new Message { Id = Guid.CreateVersion7(), To = "lost@example.org", Subject = "Lost", Text = "-", Created = index.Clock.GetUtcNow(), Tries = 9 });
            await db.SaveChangesAsync();
        }

        Assert.Contains("Given up after 9 tries", (await root.Open("/operate/mail/?state=given-up")).Text, StringComparison.Ordinal);
        Assert.Equal(303, (await root.Fill("/operate/mail/", "/operate/mail/retry")).Status);
        Assert.Contains("mail:retry", await index.Events("chief"));

        var hooked = await root.Fill("/operate/webhooks/", null, ("url", "https://hooks.example.org/a"), ("events", "project:"));
        Assert.Contains("shown this once", hooked.Text, StringComparison.Ordinal);
        Assert.Equal(400, (await root.Fill("/operate/webhooks/", null, ("url", "https://hooks.example.org/a"), ("events", "!"))).Status);
        Assert.Equal(303, (await root.Fill("/operate/webhooks/", "/operate/webhooks/remove")).Status);
        Assert.DoesNotContain("hooks.example.org", (await root.Open("/operate/webhooks/")).Text, StringComparison.Ordinal);

        index.Clock.Advance(TimeSpan.FromMinutes(20)); // what gives power asks again
        Assert.StartsWith("/prove", (await root.Fill("/operate/users/", null, ("name", "late"), ("email", "late@example.org"))).To, StringComparison.Ordinal);
    }

    /// <summary>Follows the link that a page shows this once.</summary>
    private async Task<Browser> SetUp(Browser.Page page)
    {
        Assert.Equal(200, page.Status);
        var path = new Uri(page.Text.Split('<', '>').Single(part => part.Contains("/set-up/", StringComparison.Ordinal)).Trim()).AbsolutePath;
        var browser = new Browser(index.Url);
        Assert.Equal(303, (await browser.Fill(path, null, ("password", People.Password))).Status);
        return browser;
    }

    private static List<string> Names(Browser.Page page) => [.. page.Text.Split("<th scope=\"row\">").Skip(1)
        .Select(row => row[(row.IndexOf('>') + 1)..row.IndexOf('<', row.IndexOf('>'))])];
}

public sealed class OperatePagesOnSqliteTests() : OperatePagesTests(Database.Sqlite);

public sealed class OperatePagesOnPostgresTests() : OperatePagesTests(Database.Postgres);
