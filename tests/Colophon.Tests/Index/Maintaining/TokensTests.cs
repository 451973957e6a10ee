using Colophon.Index.Store.Access;
using Colophon.Rules.Tokens;
using Colophon.Tests.Index.SigningIn;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Colophon.Tests.Index.Maintaining;

public abstract class TokensTests(Database database) : IAsyncLifetime
{
    private const string Page = "/manage/account/tokens/";

    private TestIndex index = null!;
    private Browser alice = null!;

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start(database: database);
        alice = await index.Add("alice");
        await index.Verb("project", "add", "sampleproject", "--owner", "alice");
        await index.Verb("user", "add", "bob", "--email", "bob@example.org");
        await index.Verb("project", "add", "others", "--owner", "bob");
    }

    public async ValueTask DisposeAsync()
    {
        alice.Dispose();
        await index.DisposeAsync();
    }

    [Fact]
    public async Task A_token_is_made_shown_once_uploads_where_it_may_and_ends_when_it_is_revoked()
    {
        (string, string)[][] bad =
        [
            [("name", ""), ("scope", "upload"), ("days", "30")], [("name", "<b>ci</b>"), ("days", "30")],
            [("name", "ci"), ("scope", "everything"), ("days", "30")], [("name", "ci"), ("scope", "upload"), ("days", "4000")],
            [("name", "ci"), ("scope", "upload"), ("days", "30"), ("project", "others")],
        ];
        foreach (var typed in bad)
        {
            var refused = await alice.Fill(Page + "add", Page + "add", typed);
            Assert.Equal(400, refused.Status);
            Assert.DoesNotContain("<b>ci</b>", refused.Text, StringComparison.Ordinal);
            Assert.Contains($"value=\"{System.Net.WebUtility.HtmlEncode(typed[0].Item2)}\"", refused.Text, StringComparison.Ordinal);
        }

        var machine = await Machine.Of(index, alice, "upload", "sampleproject");
        var listed = await alice.Open(Page);
        Assert.Contains("a program that may upload", listed.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("pypi-", listed.Text, StringComparison.Ordinal);
        var (file, bytes) = TestWheel.Make("sampleproject", "1.0");
        using (var accepted = await index.Upload(file, bytes, machine.Token)) Assert.Equal(200, (int)accepted.StatusCode);
        (file, bytes) = TestWheel.Make("another", "1.0");
        using (var refused = await index.Upload(file, bytes, machine.Token)) Assert.Equal(403, (int)refused.StatusCode);
        Assert.Equal(403, (await machine.Ask("GET", "/projects/sampleproject")).Status); // it may upload, not manage

        Assert.Equal(303, (await alice.Send(listed, Page + "revoke")).Status);
        Assert.Equal(404, (await alice.Send(listed, Page + "revoke")).Status);
        using (var ended = await index.Upload(file, bytes, machine.Token)) Assert.Equal(403, (int)ended.StatusCode);
        Assert.Equal(["token:add", "token:revoke"], (await index.Events("alice")).Where(e => e.StartsWith("token:", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_token_makes_none_that_may_more_than_itself_and_sees_its_owners_alone()
    {
        var machine = await Machine.Of(index, alice);
        var soon = index.Clock.GetUtcNow().AddDays(10).ToString("O");
        var (status, why) = await machine.Ask("POST", "/tokens", $$"""{"name":"x","scopes":["manage","upload"],"expires":"{{soon}}"}""");
        Assert.Equal((403, "token-exceeds"), (status, ProjectsTests.Code(why)));
        Assert.Contains("Asked for: manage, upload; all projects;", (string)why["detail"]!, StringComparison.Ordinal);
        Assert.Contains("allows: manage; all projects; until", (string)why["detail"]!, StringComparison.Ordinal);
        var later = index.Clock.GetUtcNow().AddDays(31).ToString("O");
        Assert.Equal(403, (await machine.Ask("POST", "/tokens", $$"""{"name":"x","scopes":["manage"],"expires":"{{later}}"}""")).Status);
        Assert.Equal(400, (await machine.Ask("POST", "/tokens", """{"name":"x","scopes":["manage"],"expires":"2099-01-01T00:00:00Z"}""")).Status);
        Assert.Equal(400, (await machine.Ask("POST", "/tokens", """{"name":"x","scopes":["manage"]}""")).Status);

        using (var made = await machine.Send("POST", "/tokens", $$"""{"name":"x","scopes":["manage"],"projects":["SampleProject"],"expires":"{{soon}}"}"""))
        {
            Assert.Equal((201, "no-store"), ((int)made.StatusCode, made.Headers.CacheControl!.ToString()));
            Assert.Null(made.Headers.ETag);
            var child = new Machine(index.Http, (string)System.Text.Json.Nodes.JsonNode.Parse(await made.Content.ReadAsStringAsync())!["token"]!);
            Assert.Equal(200, (await child.Ask("GET", "/projects/sampleproject")).Status);
            Assert.Equal(403, (await child.Ask("POST", "/tokens", $$"""{"name":"x","scopes":["manage"],"expires":"{{soon}}"}""")).Status);
            Assert.NotNull(await WhyNot(child.Token, [], TimeSpan.FromDays(1))); // and the act itself says so, whatever the door
            Assert.Null(await WhyNot(child.Token, ["sampleproject"], TimeSpan.FromDays(1)));
            Assert.NotNull(await WhyNot(child.Token, ["sampleproject"], TimeSpan.FromDays(11)));
        }

        var (_, list) = await machine.Ask("GET", "/tokens");
        Assert.Equal(2, list["items"]!.AsArray().Count);
        await index.Verb("token", "add", "--user", "bob");
        await using var db = await index.Db();
        var others = (await db.Tokens.SingleAsync(t => t.Description == "made by the operator")).Id;
        Assert.Equal(404, (await machine.Ask("GET", $"/tokens/{others}")).Status);
        Assert.Equal(404, (await machine.Ask("DELETE", $"/tokens/{others}")).Status);
        var own = list["items"]!.AsArray().Where(t => (string)t!["name"]! == "a program that may manage").Select(t => (string)t!["id"]!).Single();
        Assert.Equal(204, (await machine.Ask("DELETE", $"/tokens/{own}")).Status); // its own: it ends with it
        Assert.Equal(403, (await machine.Ask("GET", "/tokens")).Status);
    }

    /// <summary>A token that was narrowed by its holder hands on what is left alone.</summary>
    private async Task<string?> WhyNot(string token, string[] projects, TimeSpan life)
    {
        var now = index.Clock.GetUtcNow();
        var narrowed = Macaroon.Parse(token).TryGet(out var macaroon, out _)
            ? macaroon.Narrow(new Expiration(now.AddDays(9).ToUnixTimeSeconds(), 0)).Text
            : throw new InvalidOperationException();
        Assert.True((await index.Services.GetRequiredService<Callers>().Find(narrowed, Scopes.Manage)).TryGet(out var caller, out _));
        await using var db = await index.Db();
        var form = new TokenForm("x", [Scopes.Manage], projects, now + life);
        return (await db.WhyNot(form, new TokenHolder(caller.User!.Id, "alice"), caller, now, CancellationToken.None))?.Detail;
    }
}

public sealed class TokensOnSqliteTests() : TokensTests(Database.Sqlite);

public sealed class TokensOnPostgresTests() : TokensTests(Database.Postgres);
