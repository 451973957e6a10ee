using System.Net;
using System.Text.RegularExpressions;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.SigningIn;

/// <summary>What a lying authenticator or a replaying attacker can send: all of it is refused (threats.md F21, WebAuthn 7.1 and 7.2).</summary>
public abstract partial class PasskeyAnswersTests(Database database) : IAsyncLifetime
{
    private TestIndex index = null!;
    private string url = "";
    private Browser alice = null!;
    private PracticeAuthenticator device = null!;

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start(database: database);
        url = index.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        using (await index.Add("alice")) { }
        alice = new Browser(url);
        await alice.SignIn("alice", People.Password);
        device = new PracticeAuthenticator(url);
        Assert.Equal("/account/passkeys", (await Add(alice, device)).To);
    }

    public async ValueTask DisposeAsync()
    {
        alice.Dispose();
        device.Dispose();
        await index.DisposeAsync();
    }

    [Fact]
    public async Task An_honest_answer_signs_in_and_the_same_answer_again_does_not()
    {
        using var browser = new Browser(url);
        var page = await browser.Open("/sign-in");
        device.Counter++;
        var answer = device.Get(Options(page));
        Assert.Equal((303, "/account/"), await Enter(browser, page, answer));
        Assert.True(await browser.IsSignedIn());

        using var other = new Browser(url);
        var theirs = await other.Open("/sign-in");
        Assert.Equal((400, null), await Enter(other, theirs, answer)); // an old challenge
        var asked = page.Form("/sign-in/passkey")["asked"];
        device.Counter++;
        Assert.Equal((400, null), await Enter(other, theirs, device.Get(Options(page)), asked)); // a question that was answered, on a page of its own
    }

    [Fact]
    public async Task A_bent_answer_signs_nobody_in()
    {
        using (await index.Add("bob")) { }
        await using var db = await index.Db();
        var bob = (await db.Users.SingleAsync(u => u.UserName == "bob")).Id;
        var later = 100u;
        (string What, Action<PracticeAuthenticator> Bend)[] bends =
        [
            ("another origin", d => d.Origin = "http://localhost.evil.example"),
            ("another domain", d => d.Domain = "evil.example"),
            ("nobody present", d => d.Flags = 0x04),
            ("nobody verified", d => d.Flags = 0x01),
            ("a counter that goes back", d => d.Counter = 0),
            ("bob's name on alice's passkey", d => d.Claims = bob),
            ("the name of nobody", d => d.Claims = Guid.NewGuid()),
            ("too late", _ => index.Clock.Advance(TimeSpan.FromMinutes(16))),
        ];
        foreach (var (what, bend) in bends)
        {
            using var browser = new Browser(url);
            var page = await browser.Open("/sign-in");
            (device.Origin, device.Domain, device.Flags, device.Counter, device.Claims) = (url, "localhost", 0x05, later++, null);
            bend(device);
            Assert.Equal((what, 400, null), (what, (await Enter(browser, page, device.Get(Options(page)))).Item1, (string?)null));
            Assert.False(await browser.IsSignedIn());
        }

        using var last = new Browser(url);
        var form = await last.Open("/sign-in");
        (device.Counter, device.Claims) = (later, null);
        Assert.Equal((400, null), await Enter(last, form, "{}"));
        Assert.Equal((400, null), await Enter(last, form, Bend(device.Get(Options(form))))); // the signature
        Assert.Equal((303, "/account/"), await Enter(last, form, device.Get(Options(form)))); // and the honest one is taken
    }

    [Fact]
    public async Task Registering_takes_a_question_made_for_this_person_once_and_a_passkey_of_nobody_else()
    {
        using var bob = new Browser(url);
        using (await index.Add("bob")) await bob.SignIn("bob", People.Password);
        Assert.Equal(400, (await Add(bob, device)).Status); // alice's credential
        using var fresh = new PracticeAuthenticator(url);
        var mine = await alice.Open("/account/passkeys");
        var his = await bob.Open("/account/passkeys");
        var stolen = await bob.Send(his, "/account/passkeys", ("asked", mine.Form("/account/passkeys")["asked"]), ("credential", fresh.Create(Options(mine))));
        Assert.Equal(400, stolen.Status);
        using var weak = new PracticeAuthenticator(url) { Flags = 0x01 };
        Assert.Equal(400, (await Add(bob, weak)).Status);
        using var elsewhere = new PracticeAuthenticator(url) { Origin = "https://evil.example" };
        Assert.Equal(400, (await Add(bob, elsewhere)).Status);
        Assert.Equal(303, (await Add(bob, fresh)).Status);
        await using var db = await index.Db();
        Assert.Equal(2, await db.Passkeys.CountAsync());
    }

    [Fact]
    public async Task A_passkey_is_renamed_and_removed_by_its_owner_alone()
    {
        using var bob = new Browser(url);
        using (await index.Add("bob")) await bob.SignIn("bob", People.Password);
        var mine = await alice.Open("/account/passkeys");
        var id = mine.Form("/account/passkeys/remove")["passkey"];
        using var second = new PracticeAuthenticator(url);
        await Add(bob, second);
        var his = await bob.Open("/account/passkeys");
        Assert.Equal(404, (await bob.Send(his, "/account/passkeys/remove", ("passkey", id))).Status);
        Assert.Equal(404, (await bob.Send(his, "/account/passkeys/rename", ("passkey", id), ("name", "mine now"))).Status);
        Assert.Equal(303, (await alice.Send(mine, "/account/passkeys/rename", ("name", "<b>phone</b>"))).Status);
        Assert.Contains("&lt;b&gt;phone&lt;/b&gt;", (await alice.Open("/account/passkeys")).Text, StringComparison.Ordinal);
        Assert.Equal(303, (await alice.Fill("/account/passkeys", "/account/passkeys/remove")).Status);
        using var browser = new Browser(url);
        var page = await browser.Open("/sign-in");
        device.Counter++;
        Assert.Equal((400, null), await Enter(browser, page, device.Get(Options(page))));
    }

    [Fact]
    public async Task At_another_address_of_the_server_passkeys_are_neither_offered_nor_taken()
    {
        using var browser = new Browser(index.Url); // 127.0.0.1 is no name
        var page = await browser.Open("/sign-in");
        Assert.DoesNotContain("data-passkey", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("script", page.Answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        using var there = new Browser(url);
        Assert.StartsWith("script-src 'self'; default-src 'none'", (await there.Open("/sign-in")).Answer.Headers.GetValues("Content-Security-Policy").Single(),
            StringComparison.Ordinal);
    }

    private static async Task<Browser.Page> Add(Browser browser, PracticeAuthenticator device)
    {
        var page = await browser.Open("/account/passkeys");
        return await browser.Send(page, "/account/passkeys", ("name", "device"), ("credential", device.Create(Options(page))));
    }

    private static async Task<(int, string?)> Enter(Browser browser, Browser.Page page, string answer, string? asked = null)
    {
        var sent = await browser.Send(page, "/sign-in/passkey", ("credential", answer), ("asked", asked ?? page.Form("/sign-in/passkey")["asked"]));
        return (sent.Status, sent.To);
    }

    private static string Options(Browser.Page page) => WebUtility.HtmlDecode(Asked().Match(page.Text).Groups[1].Value);

    private static string Bend(string answer) => answer.Replace("\"signature\":\"MEU", "\"signature\":\"MEQ", StringComparison.Ordinal)
        .Replace("\"signature\":\"MEY", "\"signature\":\"MEQ", StringComparison.Ordinal) is var bent && bent != answer
            ? bent
            : answer.Replace("\"signature\":\"MEQ", "\"signature\":\"MEU", StringComparison.Ordinal);

    [GeneratedRegex("data-options=\"([^\"]+)\"")]
    private static partial Regex Asked();
}

public sealed class PasskeyAnswersOnSqliteTests() : PasskeyAnswersTests(Database.Sqlite);

public sealed class PasskeyAnswersOnPostgresTests() : PasskeyAnswersTests(Database.Postgres);
