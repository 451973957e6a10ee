using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Web;
using Colophon.Demo;
using Colophon.Index;
using Colophon.Tests.Index.SigningIn;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Journeys;

/// <summary>People of an organisation come by npm's <c>oidc-provider</c>, a real OpenID provider: from making an account to signing out there.</summary>
public sealed class SingleSignOnTests : IAsyncLifetime
{
    private static readonly int Port = FreePort();
    private static readonly string Authority = $"http://127.0.0.1:{Port}";

    private TestIndex index = null!;
    private Process provider = null!;

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start(settings => settings with
        {
            SingleSignOn = new SignOnSetting
            {
                Authority = Authority,
                ClientId = "index",
                ClientSecret = "index-secret",
                Name = "Octo",
                AllowedDomains = ["octo.example", "example.org"],
                CreateAccounts = true,
            },
        });
        provider = Programs.Begin(Here.Node, [Here.Npm("sign-on-provider.mjs"), Port.ToString(CultureInfo.InvariantCulture), index.Url]);
        string? line;
        do line = await provider.StandardOutput.ReadLineAsync();
        while (line is not null and not "READY");
        Assert.NotNull(line);
    }

    public async ValueTask DisposeAsync()
    {
        provider.Kill(entireProcessTree: true);
        provider.Dispose();
        await index.DisposeAsync();
    }

    [Fact]
    public async Task A_person_makes_an_account_comes_again_proves_and_signs_out_here_and_there()
    {
        using var dora = new Seat(index.Url, "dora");
        Assert.Contains("Sign in with Octo", (await dora.Browser.Open("/sign-in")).Text, StringComparison.Ordinal);
        var page = await dora.SignOn("/sign-on?return=/account/sessions");
        Assert.Contains("dora@octo.example", page.Text, StringComparison.Ordinal);
        Assert.Equal(400, (await dora.Browser.Send(page, "/sign-on/new", ("name", "!"))).Status);
        Assert.Equal("/account/?done=set-up", (await dora.Browser.Send(page, "/sign-on/new", ("name", "dora"))).To);
        Assert.True(await dora.Browser.IsSignedIn());
        Assert.Equal(400, (await dora.Browser.Send(page, "/sign-on/new", ("name", "dora2"))).Status); // the page of before is worth nothing

        await using var db = await index.Db();
        await db.Sessions.ExecuteUpdateAsync(s => s.SetProperty(x => x.Proved, index.Clock.GetUtcNow() - TimeSpan.FromMinutes(20)));
        Assert.Equal("/prove?return=%2Faccount%2Fdelete", (await dora.Browser.Open("/account/delete")).To);
        Assert.Contains("Prove it with Octo", (await dora.Browser.Open("/prove?return=/account/delete")).Text, StringComparison.Ordinal);
        Assert.Equal("/account/delete", (await dora.SignOn("/sign-on?for=prove&return=/account/delete")).To);

        var farewell = await dora.Browser.Fill("/account/", "/sign-out");
        Assert.Equal("/signed-out", farewell.To);
        Assert.False(await dora.Browser.IsSignedIn());
        var there = (await dora.Browser.Open("/signed-out")).Text;
        var link = HttpUtility.HtmlDecode(there[(there.IndexOf(Authority, StringComparison.Ordinal))..].Split('"')[0]);
        Assert.StartsWith($"{Authority}/session/end?client_id=index", link, StringComparison.Ordinal);
        Assert.Equal(200, (int)(await dora.There.GetAsync(link)).StatusCode);

        Assert.Equal("/account/", (await dora.SignOn("/sign-on")).To);
        Assert.True(await dora.Browser.IsSignedIn());
        Assert.Equal(["single sign-on"], await db.Sessions.Select(s => s.Method).ToListAsync());
    }

    [Fact]
    public async Task An_account_of_the_same_address_is_not_taken_over_but_connected_by_its_owner()
    {
        using var alice = await index.Add("alice");
        using var seat = new Seat(index.Url, "alice");
        var refused = await seat.SignOn("/sign-on");
        Assert.Equal(403, refused.Status);
        Assert.Contains("sign-on-unknown", refused.Answer.Headers.GetValues("X-Colophon-Error").Single(), StringComparison.Ordinal);

        await seat.Browser.SignIn("alice", People.Password);
        Assert.Equal("/account/?done=sign-on", (await seat.SignOn("/account/sign-on")).To);
        using var again = new Seat(index.Url, "alice");
        Assert.Equal("/account/", (await again.SignOn("/sign-on")).To);
        Assert.Contains(await index.Letters("alice@example.org"), letter => letter.Subject == "A single sign-on was connected");
        Assert.Equal(303, (await again.Browser.Fill("/account/", "/account/sign-on/off")).Status);
        using var last = new Seat(index.Url, "alice");
        Assert.Equal(403, (await last.SignOn("/sign-on")).Status);
    }

    [Fact]
    public async Task Answers_that_are_not_for_this_browser_and_people_without_a_verified_address_are_refused()
    {
        using var eve = new Seat(index.Url, "eve");
        Assert.Equal(403, (await eve.SignOn("/sign-on")).Status); // no verified address of an allowed domain

        using var nobody = new Seat(index.Url, "");
        Assert.Equal(400, (await nobody.SignOn("/sign-on")).Status); // refused there

        using var dora = new Seat(index.Url, "dora");
        var back = await dora.Answer("/sign-on");
        using var victim = new Browser(index.Url);
        Assert.Equal(400, (await victim.Open(back)).Status); // the attacker's answer in another browser (F08)
        Assert.Equal(400, (await dora.Browser.Open(back.Replace("state=", "state=x", StringComparison.Ordinal))).Status);
        Assert.Equal(400, (await dora.Browser.Open(back)).Status); // one try for each beginning
        await using var db = await index.Db();
        Assert.Equal((0, 0), (await db.Users.CountAsync(), await db.Sessions.CountAsync()));
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Somebody at a browser, who is known at the provider by a cookie there.</summary>
    private sealed class Seat : IDisposable
    {
        private readonly SocketsHttpHandler handler = new() { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };

        public Seat(string index, string person)
        {
            Browser = new Browser(index);
            There = new HttpClient(handler);
            if (person.Length > 0) handler.CookieContainer.Add(new Uri(Authority), new Cookie("person", person));
        }

        public Browser Browser { get; }

        public HttpClient There { get; }

        /// <summary>Goes there and comes back.</summary>
        public async Task<Browser.Page> SignOn(string path) => await Browser.Open(await Answer(path));

        /// <summary>Goes there; what comes back is the path of the answer.</summary>
        public async Task<string> Answer(string path)
        {
            var to = (await Browser.Open(path)).To;
            Assert.StartsWith(Authority, to, StringComparison.Ordinal);
            for (var steps = 0; steps < 10; steps++)
            {
                using var answer = await There.GetAsync(to);
                Assert.True(answer.Headers.Location is not null, await answer.Content.ReadAsStringAsync());
                to = new Uri(new Uri(to!), answer.Headers.Location).ToString();
                if (to.StartsWith(Browser.Http.BaseAddress!.ToString(), StringComparison.Ordinal)) return new Uri(to).PathAndQuery;
            }

            throw new InvalidOperationException($"It did not come back: {to}");
        }

        public void Dispose()
        {
            Browser.Dispose();
            There.Dispose();
            handler.Dispose();
        }
    }
}
