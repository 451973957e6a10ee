using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.SigningIn;

public abstract class SignInTests(Database database) : IAsyncLifetime
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
    public async Task A_password_signs_in_under_a_new_secret_and_signing_out_ends_it_for_good()
    {
        using var browser = new Browser(index.Url);
        Assert.Equal("/sign-in?return=%2Faccount%2Fsessions", (await browser.Open("/account/sessions")).To);
        var page = await browser.Fill("/sign-in?return=/account/sessions", "/sign-in", ("name", "ALICE"), ("password", People.Password));
        Assert.Equal((303, "/account/sessions"), (page.Status, page.To));
        var cookie = Assert.Single(page.Answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("colophon=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.True(await browser.IsSignedIn());

        using var stolen = browser.Copy();
        var again = await browser.Open("/account/");
        Assert.Equal("private, no-store", again.Answer.Headers.CacheControl!.ToString().Replace("no-store, private", "private, no-store", StringComparison.Ordinal));
        Assert.Equal(303, (await browser.Send(again, "/sign-out")).Status);
        Assert.False(await browser.IsSignedIn());
        Assert.False(await stolen.IsSignedIn()); // the cookie of a session that was signed out (F11)
    }

    [Fact]
    public async Task Over_tls_the_cookie_is_bound_to_this_host_and_over_plain_http_from_elsewhere_no_secret_is_taken()
    {
        await using var behind = await TestIndex.Start(settings => settings with { TrustedProxies = ["127.0.0.1"] });
        using (await behind.Add("alice")) { }
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = new Uri(behind.Url) };
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        var page = await Browser.Page.Of("/sign-in", await http.GetAsync("/sign-in"));
        var forms = page.Answer.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("secure", forms, StringComparison.OrdinalIgnoreCase);
        var fields = page.Form("/sign-in");
        (fields["name"], fields["password"]) = ("alice", People.Password);
        http.DefaultRequestHeaders.Add("Cookie", forms.Split(';')[0]);
        using var content = new FormUrlEncodedContent(fields);
        using var entered = await http.PostAsync("/sign-in", content);
        var session = Assert.Single(entered.Headers.GetValues("Set-Cookie"), c => c.StartsWith("__Host-colophon=", StringComparison.Ordinal));
        foreach (var word in (string[])["; secure", "; httponly", "; path=/", "; samesite=lax"])
            Assert.Contains(word, session, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", session, StringComparison.OrdinalIgnoreCase);

        http.DefaultRequestHeaders.Remove("X-Forwarded-Proto");
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
        using var plain = new FormUrlEncodedContent(fields);
        Assert.Equal(403, (int)(await http.PostAsync("/sign-in", plain)).StatusCode);
    }

    [Fact]
    public async Task A_session_that_somebody_planted_is_over_after_signing_in()
    {
        using var browser = new Browser(index.Url);
        await browser.SignIn("alice", People.Password);
        using var planter = browser.Copy();
        var page = await browser.Open("/account/");
        await browser.Fill("/prove?return=/account/", "/prove", ("password", People.Password));
        Assert.Equal(200, page.Status);
        Assert.True(await browser.IsSignedIn());
        Assert.False(await planter.IsSignedIn());
    }

    [Fact]
    public async Task Known_and_unknown_names_and_disabled_people_get_the_same_answer()
    {
        await index.Verb("user", "add", "mallory", "--email", "mallory@example.org");
        await index.Verb("user", "disable", "mallory");
        using var browser = new Browser(index.Url);
        var texts = new List<string>();
        foreach (var name in (string[])["alice", "nobody", "mallory", "alice@example.org", "nobody@example.org"])
        {
            var page = await browser.SignIn(name, "not the password at all");
            Assert.Equal(400, page.Status);
            var start = page.Text.IndexOf("<p class=\"notice\" role=\"alert\"", StringComparison.Ordinal);
            texts.Add(page.Text[start..page.Text.IndexOf("</p>", start, StringComparison.Ordinal)]);
            Assert.Contains($"value=\"{name}\"", page.Text, StringComparison.Ordinal); // the form is given back with what was typed
            Assert.DoesNotContain("not the password", page.Text, StringComparison.Ordinal);
        }

        Assert.Single(texts.Distinct());
    }

    [Fact]
    public async Task The_eleventh_wrong_password_in_five_minutes_waits_whether_the_name_is_known_or_not()
    {
        using var browser = new Browser(index.Url);
        for (var i = 0; i < 10; i++) Assert.Equal(400, (await browser.SignIn("nobody", $"wrong password {i}")).Status);
        var page = await browser.SignIn("nobody", "wrong password 11");
        Assert.Equal(429, page.Status);
        Assert.InRange((int)page.Answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 300);
        Assert.Equal(429, (await browser.SignIn("alice", People.Password)).Status); // the address waits, whatever name it tries

        index.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(303, (await browser.SignIn("alice", People.Password)).Status);
    }

    [Fact]
    public async Task After_ten_wrong_passwords_the_account_waits_and_other_ways_in_stay_open()
    {
        using var browser = new Browser(index.Url);
        for (var i = 0; i < 10; i++)
        {
            index.Clock.Advance(TimeSpan.FromSeconds(31)); // slowly enough for the limit of the address
            await browser.SignIn("alice", "wrong password here");
        }

        index.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(400, (await browser.SignIn("alice", People.Password)).Status);
        Assert.True(await alice.IsSignedIn());
        await using var db = await index.Db();
        await db.Users.ExecuteUpdateAsync(u => u.SetProperty(x => x.LockoutEnd, DateTimeOffset.UnixEpoch));
        Assert.Equal(303, (await browser.SignIn("alice", People.Password)).Status);
    }

    [Fact]
    public async Task Forms_of_other_sites_and_other_people_are_refused()
    {
        using var browser = new Browser(index.Url);
        var page = await browser.Open("/sign-in");
        (string, string)[] typed = [("name", "alice"), ("password", People.Password)];

        using var other = new Browser(index.Url);
        var theirs = await other.Open("/sign-in");
        Assert.Equal(400, (await browser.Send(theirs with { Path = "/sign-in" }, null, typed)).Status); // another browser's token

        browser.Http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(400, (await browser.Send(page, null, typed)).Status);
        browser.Http.DefaultRequestHeaders.Remove("Sec-Fetch-Site");
        browser.Http.DefaultRequestHeaders.Add("Origin", "https://evil.example");
        Assert.Equal(400, (await browser.Send(page, null, typed)).Status);
        browser.Http.DefaultRequestHeaders.Remove("Origin");
        browser.Http.DefaultRequestHeaders.Add("Origin", "null"); // a sandboxed frame does not say same-origin
        Assert.Equal(400, (await browser.Send(page, null, typed)).Status);
        browser.Http.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        Assert.Equal(303, (await browser.Send(page, null, typed)).Status);

        var mine = await alice.Open("/account/");
        using var bob = await index.Add("bob");
        Assert.Equal(400, (await bob.Send(mine, "/sign-out")).Status);
    }

    [Fact]
    public async Task Signing_in_leads_to_a_path_of_this_index_only()
    {
        string[] ways = ["//evil.example/", "/\\evil.example", "https://evil.example/", "https:evil.example", "/\r\nSet-Cookie: x", "/\t/evil.example",
            "javascript:alert(1)", ""];
        foreach (var way in ways)
        {
            using var browser = new Browser(index.Url);
            var page = await browser.Fill($"/sign-in?return={Uri.EscapeDataString(way)}", "/sign-in", ("name", "alice"), ("password", People.Password),
                ("return", way));
            Assert.Equal((way, "/account/"), (way, page.To));
        }
    }

    [Fact]
    public async Task Sessions_are_listed_and_ended_one_by_one_or_all_at_once_and_nobody_elses()
    {
        using var second = new Browser(index.Url);
        second.Http.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0");
        await second.SignIn("alice", People.Password);
        Assert.Equal("A sign-in from a new browser", (await index.Letters("alice@example.org"))[^1].Subject);
        var list = await alice.Open("/account/sessions");
        Assert.Contains("Firefox on Linux", list.Text, StringComparison.Ordinal);

        using var bob = await index.Add("bob");
        using var bobs = new Browser(index.Url);
        await bobs.SignIn("bob", People.Password);
        var his = await bob.Open("/account/sessions");
        Assert.Equal(404, (await bob.Send(his, "/account/sessions/end", ("session", list.Form("/account/sessions/end")["session"]))).Status);
        Assert.True(await second.IsSignedIn());

        Assert.Equal(303, (await alice.Send(list, "/account/sessions/end")).Status);
        Assert.False(await second.IsSignedIn());
        await second.SignIn("alice", People.Password);
        await alice.Fill("/account/sessions", "/account/sessions/end-others");
        Assert.False(await second.IsSignedIn());
        Assert.True(await alice.IsSignedIn());
    }
}

public sealed class SignInOnSqliteTests() : SignInTests(Database.Sqlite);

public sealed class SignInOnPostgresTests() : SignInTests(Database.Postgres);
