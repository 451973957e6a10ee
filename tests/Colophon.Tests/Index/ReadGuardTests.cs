using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Colophon.Rules.Tokens;
using Colophon.Index.Web;
using Colophon.Tests.Index.SigningIn;
using Colophon.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Colophon.Tests.Index;

/// <summary>What <c>Reads = authenticated</c> promises, looked at on the wire, on each engine.</summary>
public abstract class ReadGuardTests : IAsyncLifetime
{
    private readonly Database engine;
    private protected TestIndex index { get; private set; } = null!;
    private protected string wheel = null!;

    private protected ReadGuardTests(Database engine) => this.engine = engine;

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start(settings => settings with { AuthenticatedReads = true }, engine);
        await index.AddPublisher("sampleproject");
        await index.AddPublisher("other");
        var token = await index.Token();
        foreach (var name in (string[])["sampleproject", "other"])
        {
            var (file, bytes) = TestWheel.Make(name, "1.0");
            using var uploaded = await index.Upload(file, bytes, token);
            Assert.Equal(200, (int)uploaded.StatusCode);
        }

        var page = JsonNode.Parse((await Get("/simple/sampleproject/", await Personal(), json: true)).Body)!;
        wheel = new Uri(page["files"]![0]!["url"]!.GetValue<string>()).AbsolutePath;
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Fact]
    public async Task A_persons_token_reads_everything_and_nothing_of_it_is_for_others()
    {
        var token = await Personal();
        foreach (var path in (string[])["/", "/simple/", "/simple/sampleproject/", "/project/sampleproject/", wheel, wheel + ".metadata",
            "/pypi/sampleproject/json", "/pypi/sampleproject/1.0/json", "/search/", "/stats/"])
        {
            var (status, body, headers) = await Get(path, token);
            Assert.True(status == 200, path + body);
            Assert.True(headers.CacheControl!.Private && !headers.CacheControl.Public, path);
            Assert.DoesNotContain(headers, header => header.Key.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));
            Assert.Equal("same-origin", headers.GetValues("Cross-Origin-Resource-Policy").Single());
            Assert.DoesNotContain("Authorization", headers.Vary); // pip would write the token into its cache
        }
    }

    [Fact]
    public async Task A_token_for_one_project_reads_its_pages_and_files_and_no_list_of_others()
    {
        var token = await Personal("--project", "other");
        foreach (var path in (string[])["/simple/other/", "/project/other/", "/simple/OTHER/", "/pypi/other/json"])
            Assert.InRange((await Get(path, token)).Status, 200, 308);
        foreach (var path in (string[])["/simple/sampleproject/", "/project/sampleproject/", wheel, wheel + ".metadata", "/simple/", "/",
            "/simple/unknown/", "/pypi/sampleproject/json", "/search/", "/stats/"])
        {
            var (status, body, headers) = await Get(path, token);
            Assert.True(status == 403, $"{path} {status}");
            Assert.Equal("read-not-allowed", headers.GetValues("X-Colophon-Error").Single());
            Assert.Contains("project-scoped token", body, StringComparison.Ordinal);
        }

        var narrowed = Macaroon.Parse(await Personal()).TryGet(out var whole, out _) ? whole.Narrow(new ProjectNames(["sampleproject"])).Text : "";
        Assert.Equal((200, 200, 403), ((await Get(wheel, narrowed)).Status, (await Get(wheel + ".metadata", narrowed)).Status,
            (await Get("/simple/other/", narrowed)).Status));
    }

    [Fact]
    public async Task A_read_token_ends_with_the_last_of_the_publishers_that_vouched()
    {
        var token = await index.Token(more: new JsonObject { ["scope"] = "read" });
        await using var db = await index.Db();
        var publishers = await db.Publishers.Select(p => p.Id).ToListAsync();

        await index.Verb("publisher", "remove", publishers[0].ToString());
        Assert.Equal(200, (await Get("/simple/", token)).Status);
        await db.Projects.ExecuteUpdateAsync(set => set.SetProperty(p => p.Status, "quarantined"));
        Assert.Equal(401, (await Get("/simple/", token)).Status);
        await db.Projects.ExecuteUpdateAsync(set => set.SetProperty(p => p.Status, "active"));
        await index.Verb("publisher", "remove", publishers[1].ToString());
        var (status, body, _) = await Get("/simple/", token);
        Assert.Equal(401, status);
        Assert.Contains("publisher", body, StringComparison.Ordinal);
    }

    private protected static string IdOf(string token) => Macaroon.Parse(token).TryGet(out var macaroon, out _) ? macaroon.Identifier : "";

    private protected async Task<string> Personal(params string[] more)
    {
        var (code, output) = await index.Verb(["token", "add", "--user", "alice", .. more]);
        Assert.True(code == 0, output);
        return output.Trim();
    }

    private protected async Task<(int Status, string Body, HttpResponseHeaders Headers)> Get(string path, string? token, string user = "__token__",
        bool json = false, string? etag = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (json) request.Headers.Accept.ParseAdd("application/vnd.pypi.simple.v1+json");
        if (etag is not null) request.Headers.IfNoneMatch.ParseAdd(etag);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{token}")));
        using var response = await index.Http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);
    }
}

/// <summary>What does not depend on the engine.</summary>
public sealed class ReadGuardOnSqliteTests() : ReadGuardTests(Database.Sqlite)
{
    /// <summary>Doors that show no project, or ask for a proof of their own. Whoever adds one here says why.</summary>
    private static readonly string[] Open =
    [
        "/_/oidc/audience", "/.well-known/pytp", "/_/oidc/mint-token", "/_/oidc/github/mint-token", "/_/oidc/explain", "/explain",
        "/_/oidc/burn-token", "/_/secrets/disclose-token", "/_/github/disclose-token", // each takes a token in its body
        "/problems/{code?}", "/providers/{key?}", "/style.css", "/health", "/robots.txt",
        "/sign-in", "/sign-in/passkey", "/sign-in/second", "/sign-out", "/signed-out", "/sign-on", "/sign-on/back", "/sign-on/new",
        "/sign-up", "/sign-up/sent", "/set-up/{secret}", "/invitation/{secret}", "/forgotten", "/forgotten/sent", "/reset/{link}",
        "/email/{link}", "/account-deleted", // where people become somebody: no project is shown
    ];

    /// <summary>What has another standing asks for a session or a token by itself.</summary>
    private static bool IsOpen(RouteEndpoint door)
    {
        var path = "/" + door.RoutePattern.RawText!.TrimStart('/');
        return Open.Contains(path) || path.StartsWith("/assets/", StringComparison.Ordinal)
            || door.Metadata.OfType<Standing>().Any(standing => standing != Standing.Anyone);
    }

    [Fact]
    public async Task Every_door_that_is_not_open_by_name_asks_for_a_token()
    {
        var doors = index.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToList();
        var guarded = doors.Where(door => !IsOpen(door)).ToList();

        Assert.True(guarded.Count >= 5, "The simple pages, files, front page and project pages at least.");
        foreach (var door in guarded)
        {
            var path = string.Concat(door.RoutePattern.PathSegments.Select(segment => "/" + string.Concat(segment.Parts.Select(part =>
                part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content : "x"))));
            foreach (var method in door.Metadata.OfType<HttpMethodMetadata>().Single().HttpMethods)
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path.Length == 0 ? "/" : path);
                using var response = await index.Http.SendAsync(request);
                Assert.True((int)response.StatusCode == 401, $"{method} {door.RoutePattern.RawText} answers {(int)response.StatusCode}");
                Assert.Equal("Basic realm=\"127.0.0.1\"", response.Headers.WwwAuthenticate.Single().ToString());
            }
        }
    }

    [Fact]
    public async Task A_browser_without_a_session_is_sent_to_sign_in_and_machines_are_answered_as_ever()
    {
        foreach (var path in (string[])["/", "/project/sampleproject/", "/project/unknown/", "/project/sampleproject/history/", "/simple/", "/search/?q=a"])
        {
            using var browsing = Asking(path, "text/html,application/xhtml+xml,*/*;q=0.8");
            using var sent = await index.Http.SendAsync(browsing);
            Assert.Equal((302, $"/sign-in?return={Uri.EscapeDataString(path)}"), ((int)sent.StatusCode, sent.Headers.Location!.ToString()));
            Assert.Equal("no-store", sent.Headers.CacheControl!.ToString());
            foreach (var accept in (string[])["text/html", "*/*", "application/vnd.pypi.simple.v1+json, text/html; q=0.01"])
            {
                using var machine = Asking(path, accept);
                using var refused = await index.Http.SendAsync(machine);
                Assert.Equal(401, (int)refused.StatusCode);
                Assert.Equal("Basic realm=\"127.0.0.1\"", refused.Headers.WwwAuthenticate.Single().ToString());
            }
        }

        using var wrong = Asking("/", "text/html,*/*");
        wrong.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String("__token__:x"u8.ToArray()));
        using var judged = await index.Http.SendAsync(wrong);
        Assert.Equal(401, (int)judged.StatusCode); // who shows a token is judged by it
    }

    [Fact]
    public async Task Who_is_signed_in_reads_every_project_with_the_browser_and_nothing_of_it_is_kept_for_others()
    {
        using var browser = await index.Add("bob");
        foreach (var path in (string[])["/", "/project/sampleproject/", "/project/other/", "/project/other/history/", "/simple/other/", "/search/", "/stats/", wheel])
        {
            using var response = await browser.Http.GetAsync(path);
            Assert.True((int)response.StatusCode == 200, path);
            Assert.True(response.Headers.CacheControl!.Private && !response.Headers.CacheControl.Public, path);
        }
    }

    private static HttpRequestMessage Asking(string path, string accept)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return request;
    }

    [Fact]
    public async Task Nothing_is_said_to_be_unchanged_before_the_token_was_looked_at()
    {
        var token = await Personal();
        var tag = (await Get("/simple/sampleproject/", token)).Headers.ETag!.Tag;

        Assert.Equal(304, (await Get("/simple/sampleproject/", token, etag: tag)).Status);
        Assert.Equal(401, (await Get("/simple/sampleproject/", null, etag: tag)).Status);
        await index.Verb("user", "disable", "alice");
        Assert.Equal(401, (await Get("/simple/sampleproject/", token, etag: tag)).Status);
        await index.Verb("user", "enable", "alice");
    }

    [Theory]
    [InlineData("none", "none was sent")]
    [InlineData("cut", "Invalid or non-existent")]
    [InlineData("password", "password is the token")]
    [InlineData("expired", "token is expired")]
    [InlineData("revoked", "was revoked")]
    public async Task Another_token_would_help_and_the_401_says_why(string kind, string reason)
    {
        var token = await Personal("--expires", "1h");
        if (kind == "expired") index.Clock.Advance(TimeSpan.FromHours(2));
        if (kind == "revoked") await index.Verb("token", "revoke", IdOf(token));
        var sent = kind switch { "none" => null, "cut" => token[..^3], "password" => "my own password", _ => token };

        var (status, body, headers) = await Get("/simple/sampleproject/", sent, kind == "password" ? "alice" : "__token__");
        Assert.Equal(401, status);
        Assert.Contains(reason, JsonNode.Parse(body)!["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("token-required", headers.GetValues("X-Colophon-Error").Single());
        Assert.True(headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task A_revoked_token_is_refused_by_the_very_next_request()
    {
        var token = await Personal();
        Assert.Equal(200, (await Get(wheel, token)).Status);
        await index.Verb("token", "revoke", IdOf(token));
        Assert.Equal(401, (await Get(wheel, token)).Status);
    }

    [Fact]
    public async Task Any_user_name_does_beside_a_token_and_bearer_too()
    {
        var token = await Personal();
        Assert.Equal(200, (await Get("/simple/sampleproject/", token, "alice")).Status);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/simple/sampleproject/");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await index.Http.SendAsync(request);
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_token_that_may_read_does_not_upload_and_one_that_may_upload_does_not_read()
    {
        var (reads, uploads) = (await Personal("--scope", "read"), await Personal("--scope", "upload"));
        var (file, bytes) = TestWheel.Make("by-hand", "1.0");

        Assert.Equal((200, 403), ((await Get("/simple/", reads)).Status, (await Get("/simple/", uploads)).Status));
        using var refused = await index.Upload(file, bytes, reads, name: "by-hand");
        Assert.Equal((403, "Invalid API Token: token may read, not upload"), ((int)refused.StatusCode, refused.ReasonPhrase));
        using var taken = await index.Upload(file, bytes, uploads, name: "by-hand");
        Assert.Equal(200, (int)taken.StatusCode);
        Assert.Equal(2, (await index.Verb("token", "add", "--user", "alice", "--scope", "everything")).Code);
    }

    [Fact]
    public async Task A_token_minted_to_upload_reads_nothing_even_if_its_holder_writes_that_it_reads()
    {
        var token = await index.Token();
        Assert.True(Macaroon.Parse(token).TryGet(out var upload, out _));

        foreach (var text in (string[])[token, upload.Narrow(new Scopes([Scopes.Read])).Text])
        {
            var (status, body, _) = await Get("/simple/sampleproject/", text);
            Assert.Equal(403, status);
            Assert.Contains("minted for a publisher to upload", body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_ci_job_reads_all_of_the_index_for_fifteen_minutes_and_uploads_nothing()
    {
        var token = await index.Token(more: new JsonObject { ["scope"] = "read" });
        foreach (var path in (string[])["/", "/simple/", "/simple/other/", wheel]) Assert.Equal(200, (await Get(path, token)).Status);

        var (file, bytes) = TestWheel.Make("sampleproject", "1.1");
        using (var refused = await index.Upload(file, bytes, token))
            Assert.Equal((403, "Invalid API Token: token may read, not upload"), ((int)refused.StatusCode, refused.ReasonPhrase));
        index.Clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(401, (await Get("/simple/", token)).Status);
    }
}

public sealed class ReadGuardOnPostgresTests() : ReadGuardTests(Database.Postgres);
