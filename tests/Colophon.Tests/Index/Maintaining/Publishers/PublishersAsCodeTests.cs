using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.Maintaining.Publishers;

/// <summary>Publishers by the API, as code keeps them.</summary>
public abstract class PublishersAsCodeTests(Database database) : IAsyncLifetime
{
    private const string List = "/projects/sampleproject/publishers";
    private TestIndex index = null!;
    private string token = "";

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start(database: database);
        await index.AddPublisher("sampleproject", pending: false);
        await index.AddPublisher("second", pending: false, repository: "second");
        token = await ApiToken("alice");
        index.Clock.Advance(TimeSpan.FromMinutes(1)); // the verbs have the machine's clock: what is added from here on is newer
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Fact]
    public async Task The_list_that_a_GET_gives_is_put_back_as_it_is_and_changes_nothing()
    {
        await index.Token(); // pins, and a last use
        var live = await index.Token();
        var (_, got, tag) = await Send("GET", List);
        var before = await Events();

        var (status, told, after) = await Send("PUT", List, got, ("If-Match", tag!));

        Assert.Equal(200, status);
        Assert.Equal((0, 0, 0, 1), Counts(told));
        Assert.Equal(tag, after);
        Assert.Equal(before, await Events());
        Assert.Equal(tag, (await Send("GET", List)).Tag);
        Assert.Equal(304, (await Send("GET", List, null, ("If-None-Match", tag!))).Status);
        var (file, bytes) = TestWheel.Make("sampleproject", "1.0");
        Assert.Equal(200, (int)(await index.Upload(file, bytes, live)).StatusCode); // its tokens live on
    }

    [Fact]
    public async Task A_list_adds_changes_and_removes_and_what_stays_keeps_its_id_and_pins()
    {
        await index.Token();
        var (_, got, _) = await Send("GET", List);
        var kept = got["publishers"]![0]!;
        var (_, told, _) = await Send("PUT", List, new JsonObject { ["publishers"] = new JsonArray(kept.DeepClone(), Item("a"), Item("b", ("ref", "refs/tags/v*"))) });
        Assert.Equal((2, 0, 0, 1), Counts(told));
        var (a, b) = (told["publishers"]![1]!, told["publishers"]![2]!);
        Assert.Equal(kept.ToJsonString(), told["publishers"]![0]!.ToJsonString());

        a["fields"]!["environment"] = "live";
        var (_, second, _) = await Send("PUT", List, new JsonObject { ["publishers"] = new JsonArray(a.DeepClone(), Item("sampleproject", ("environment", "pypi"))) });

        Assert.Equal((0, 1, 1, 1), Counts(second));
        Assert.Equal(Text(a["id"]), Text(second["changed"]![0]));
        Assert.Equal(Text(b["id"]), Text(second["removed"]![0]));
        Assert.Equal(Text(kept["id"]), Text(second["kept"]![0])); // written by hand, without an id: the same all the same
        Assert.NotEmpty(Text(second["publishers"]![0]!["pins"]!["repository_id"]));
        Assert.Equal(["publisher:add", "publisher:add", "publisher:remove", "publisher:change"], (await Events())[^4..]);
        Assert.Equal(422, (await index.Mint(TestIndex.Job.With("environment", "gone"))).Status);
    }

    [Fact]
    public async Task Of_two_who_write_at_once_one_is_told_that_he_would_have_lost_the_others_change()
    {
        var (_, got, tag) = await Send("GET", List);
        var both = await Task.WhenAll(Send("PUT", List, With(got, Item("a")), ("If-Match", tag!)), Send("PUT", List, With(got, Item("b")), ("If-Match", tag!)));

        Assert.Equal([200, 412], both.Select(one => one.Status).Order());
        Assert.Equal(2, (await Send("GET", List)).Body["publishers"]!.AsArray().Count);
        Assert.Equal(412, (await Send("PUT", List, got, ("If-Match", "\"old\""))).Status);
        Assert.Equal(412, (await Send("DELETE", $"{List}/{got["publishers"]![0]!["id"]}", null, ("If-Match", "\"old\""))).Status);
        var same = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Send("PUT", List, With(got, Item("c")))));
        Assert.All(same, one => Assert.Equal(200, one.Status));
        Assert.Equal(1, same.Sum(one => one.Body["added"]!.AsArray().Count));
    }

    [Fact]
    public async Task A_fault_names_its_item_and_nothing_is_done()
    {
        var (_, got, _) = await Send("GET", List);
        var before = await Events();
        foreach (var (list, said) in new (JsonNode, string)[]
        {
            (With(got, Item("fine"), Item("no/slash")), "publishers[2]: repository: Invalid repository name."),
            (With(got, Item("x"), Item("x")), "publishers[2] is the same as publishers[1]"),
            (new JsonObject { ["publishers"] = new JsonArray(Item("x", provider: "gitea")) }, "publishers[0]: 'gitea' is no provider"),
            (new JsonObject { ["publishers"] = new JsonArray(Item("x", ("nonsense", "1"))) }, "publishers[0]: nonsense:"),
            (new JsonObject { ["publishers"] = new JsonArray([.. Enumerable.Range(0, 101).Select(i => Item($"r{i}"))]) }, "101 publishers, expected at most 100"),
            (new JsonObject { ["publisher"] = new JsonArray() }, "publisher"),
            (new JsonObject { ["publishers"] = new JsonArray((JsonNode?)null) }, "null"),
        })
        {
            var (status, body, _) = await Send("PUT", List, list);
            Assert.True(status is 400 or 409, $"{status} for {said}");
            Assert.Contains(said, Text(body["detail"]), StringComparison.Ordinal);
        }

        Assert.Equal(before, await Events());
    }

    [Fact]
    public async Task One_publisher_is_added_read_changed_and_removed_and_ends_its_tokens()
    {
        var (status, added, _) = await Send("POST", List, Item("third", ("environment", "pypi")));
        Assert.Equal(201, status);
        var one = $"{List}/{added["publisher"]!["id"]}";
        var job = Colophon.Demo.PracticeJob.GitHub("octo-org", "third", "release.yml");
        var minted = await index.Token(job);
        var (_, got, tag) = await Send("GET", one);
        Assert.Equal("third", Text(got["fields"]!["repository"]));
        Assert.Equal(409, (await Send("POST", List, Item("third", ("environment", "pypi")))).Status);
        Assert.Equal(409, (await Send("PUT", one, Item("x", provider: "google") is { } google ? Google(google) : null)).Status);

        got["fields"]!["environment"] = "live";
        var (changed, now, _) = await Send("PUT", one, got, ("If-Match", tag!));
        Assert.Equal((200, "live"), (changed, Text(now["fields"]!["environment"])));
        var (file, bytes) = TestWheel.Make("sampleproject", "1.0");
        Assert.Equal(403, (int)(await index.Upload(file, bytes, minted)).StatusCode);
        Assert.Equal(412, (await Send("PUT", one, got, ("If-Match", tag!))).Status);
        Assert.Equal(404, (await Send("GET", one.Replace("sampleproject", "second", StringComparison.Ordinal))).Status);
        Assert.Equal(404, (await Send("DELETE", one.Replace("sampleproject", "second", StringComparison.Ordinal))).Status);
        Assert.Equal(204, (await Send("DELETE", one)).Status);
        Assert.Equal(404, (await Send("DELETE", one)).Status);
        Assert.Equal(["publisher:add", "publisher:change", "publisher:remove"], (await Events())[^3..]);
    }

    [Fact]
    public async Task Strangers_maintainers_and_narrow_tokens_find_nothing_and_change_nothing()
    {
        await index.Verb("user", "add", "mallory", "--email", "mallory@example.org");
        var (stranger, narrow, minted) = (await ApiToken("mallory"), await ApiToken("alice", "--project", "second"), await index.Token());
        var before = await Events();
        var (_, got, _) = await Send("GET", List);
        foreach (var (method, path) in new[] { ("GET", List), ("PUT", List), ("POST", List), ("PUT", "/projects/sampleproject/trusted-only"),
            ("GET", $"{List}/{got["publishers"]![0]!["id"]}"), ("DELETE", $"{List}/{got["publishers"]![0]!["id"]}") })
        {
            Assert.Equal(404, (await Send(method, path, got, token: stranger)).Status);
            Assert.Equal(403, (await Send(method, path, got, token: narrow)).Status);
            Assert.Equal(403, (await Send(method, path, got, token: minted)).Status);
            Assert.Equal(401, (await Send(method, path, got, token: "")).Status);
        }

        Assert.Equal(403, (await Send("POST", "/pending-publishers", Item("x"), token: narrow)).Status);
        await using (var db = await index.Db()) await db.Roles.ExecuteUpdateAsync(roles => roles.SetProperty(role => role.Role, "maintainer"));
        Assert.Equal(404, (await Send("PUT", List, got)).Status);
        Assert.Equal(before, await Events());
    }

    [Fact]
    public async Task Pending_publishers_and_the_switch_by_the_API()
    {
        var pending = Item("fresh", ("environment", "pypi"));
        Assert.Equal(400, (await Send("POST", "/pending-publishers", pending)).Status);
        pending["project"] = "fresh";
        var (status, made, _) = await Send("POST", "/pending-publishers", pending);
        Assert.Equal((201, "fresh"), (status, Text(made["publisher"]!["project"])));
        Assert.NotNull(made["publisher"]!["pendingUntil"]);
        Assert.Single((await Send("GET", "/pending-publishers?limit=1")).Body["items"]!.AsArray());
        await index.Verb("user", "add", "mallory", "--email", "mallory@example.org");
        var one = $"/pending-publishers/{made["publisher"]!["id"]}";
        Assert.Equal(404, (await Send("DELETE", one, token: await ApiToken("mallory"))).Status);
        Assert.Equal(204, (await Send("DELETE", one)).Status);
        Assert.Empty((await Send("GET", "/pending-publishers")).Body["items"]!.AsArray());

        Assert.Equal(200, (await Send("PUT", "/projects/sampleproject/trusted-only", new JsonObject { ["trustedOnly"] = true })).Status);
        var (file, bytes) = TestWheel.Make("sampleproject", "1.0");
        Assert.Equal(403, (int)(await index.Upload(file, bytes, token)).StatusCode);
        Assert.Equal(400, (await Send("PUT", "/projects/sampleproject/trusted-only", new JsonObject { ["trustedOnly"] = "yes" })).Status);
        Assert.Equal(["pending-publisher:add", "pending-publisher:remove", "project:trusted-only-on"], (await Events())[^3..]);
    }

    private JsonObject Item(string repository, (string Key, string Value) more = default, string provider = "github")
    {
        var fields = new JsonObject { ["owner"] = "octo-org", ["repository"] = repository, ["workflow_filename"] = "release.yml" };
        if (more.Key is not null) fields[more.Key] = more.Value;
        return new JsonObject { ["provider"] = provider, ["issuer"] = index.Issuer.Url, ["fields"] = fields };
    }

    private static JsonObject Google(JsonObject item)
    {
        item.Remove("issuer");
        item["fields"] = new JsonObject { ["email"] = "publisher@my-project.iam.gserviceaccount.com" };
        return item;
    }

    private static JsonObject With(JsonNode got, params JsonNode[] items) =>
        new() { ["publishers"] = new JsonArray([.. got["publishers"]!.AsArray().Select(one => one!.DeepClone()), .. items]) };

    private static (int Added, int Changed, int Removed, int Kept) Counts(JsonNode told) => (told["added"]!.AsArray().Count,
        told["changed"]!.AsArray().Count, told["removed"]!.AsArray().Count, told["kept"]!.AsArray().Count);

    private static string Text(JsonNode? node) => node?.ToString() ?? "";

    private async Task<List<string>> Events()
    {
        await using var db = await index.Db();
        return await db.History.Where(e => !e.Event.StartsWith("token:") && !e.Event.StartsWith("user:")).OrderBy(e => e.Id).Select(e => e.Event).ToListAsync();
    }

    private async Task<string> ApiToken(string user, params string[] more)
    {
        var (code, output) = await index.Verb(["token", "add", "--user", user, .. more, "--json"]);
        Assert.True(code == 0, output);
        return JsonNode.Parse(output)!["token"]!.GetValue<string>();
    }

    private Task<(int Status, JsonNode Body, string? Tag)> Send(string method, string path, JsonNode? body = null, string? token = null) =>
        Send(method, path, body, default, token);

    private async Task<(int Status, JsonNode Body, string? Tag)> Send(string method, string path, JsonNode? body, (string Name, string Value) header,
        string? token = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1" + path);
        if (body is not null && method is "PUT" or "POST") request.Content = new StringContent(body!.ToJsonString(), Encoding.UTF8, "application/json");
        if (token != "") request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? this.token);
        if (header.Name is not null) request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        using var response = await index.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, JsonNode.Parse(text.Length == 0 ? "{}" : text)!, response.Headers.ETag?.ToString());
    }
}

public sealed class PublishersAsCodeOnSqliteTests() : PublishersAsCodeTests(Database.Sqlite);

public sealed class PublishersAsCodeOnPostgresTests() : PublishersAsCodeTests(Database.Postgres);
