using System.Net;
using System.Text;
using System.Xml.Linq;
using Colophon.Tests.Support;

namespace Colophon.Tests.Index.Installing.Mirrors;

public abstract class MirrorCallsTests(Database database) : IAsyncLifetime
{
    private TestIndex index = null!;
    private string token = "";

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start(settings => settings with { MirrorCallsPerMinute = 60 }, database);
        await index.Verb("user", "add", "alice", "--email", "alice@example.org");
        token = (await index.Verb("token", "add", "--user", "alice")).Output.Trim();
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    private async Task<string> Put(string project, string version, params string[] classifiers)
    {
        var (name, bytes) = TestWheel.Make(project, version, extraMetadata: string.Concat(classifiers.Select(c => $"Classifier: {c}\n")));
        using var response = await index.Upload(name, bytes, token);
        Assert.True(response.IsSuccessStatusCode, response.ReasonPhrase);
        return name;
    }

    private async Task<HttpResponseMessage> Post(string body, string path = "/pypi", string type = "text/xml")
    {
        using var content = new StringContent(body, Encoding.UTF8, type);
        return await index.Http.PostAsync(path, content);
    }

    private async Task<XElement> Call(string method, string parameters = "", string path = "/pypi")
    {
        using var response = await Post($"<?xml version='1.0'?><methodCall><methodName>{method}</methodName><params>{parameters}</params></methodCall>", path);
        Assert.Equal((HttpStatusCode.OK, "text/xml"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        return XDocument.Parse(await response.Content.ReadAsStringAsync()).Element("methodResponse")!;
    }

    private static string Param(string value) => $"<param><value>{value}</value></param>";

    /// <summary>The rows of a list, each joined; nil is '-'.</summary>
    private static IEnumerable<string> Rows(XElement answer) => answer.Descendants("data").First().Elements("value")
        .Select(row => string.Join(' ', row.Element("array")!.Element("data")!.Elements("value")
            .Select(value => value.Element("nil") is null ? value.Value : "-")));

    private static int FaultOf(XElement answer) => int.Parse(answer.Element("fault")!.Descendants("int").Single().Value, System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task The_journal_tells_every_change_in_PyPIs_words_with_growing_serials_and_pages_agree()
    {
        Assert.Equal("0", (await Call("changelog_last_serial")).Value);
        var file = await Put("Alpha", "1.0");
        await Put("alpha", "2.0");
        await index.Verb("release", "yank", "alpha", "1.0");
        await index.Verb("release", "unyank", "alpha", "1.0");
        await index.Verb("file", "delete", file, "--confirm", file);
        await index.Verb("release", "delete", "alpha", "1", "--confirm", "alpha==1.0");
        await index.Verb("project", "trusted-only", "alpha", "on"); // nothing that a mirror sees

        var answer = await Call("changelog_since_serial", Param("<int>0</int>"));
        var rows = Rows(answer).Select(row => row.Split(' ')).ToList();
        var seconds = index.Clock.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(
        [
            "alpha - create", "alpha 1.0 new release", $"alpha 1.0 add py3 file {file}", "alpha 2.0 new release",
            "alpha 2.0 add py3 file alpha-2.0-py3-none-any.whl", "alpha 1.0 yank release", "alpha 1.0 unyank release",
            $"alpha 1.0 remove file {file}", "alpha 1.0 remove release",
        ], rows.Select(row => $"{row[0]} {row[1]} {string.Join(' ', row[3..^1])}"));
        Assert.All(rows, row => Assert.InRange(long.Parse(row[2], System.Globalization.CultureInfo.InvariantCulture), seconds - 600, seconds + 600));
        var serials = rows.ConvertAll(row => long.Parse(row[^1], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(serials.Order().Distinct(), serials);

        var last = $"{serials[^1]}";
        Assert.Equal(last, (await Call("changelog_last_serial", path: "/RPC2")).Value);
        Assert.Equal($"alpha{last}", (await Call("list_packages_with_serial", path: "/pypi/")).Value);
        Assert.Equal([last], (await index.Http.GetAsync("/simple/alpha/")).Headers.GetValues("X-PyPI-Last-Serial"));
        Assert.Equal([last], (await index.Http.GetAsync("/simple/")).Headers.GetValues("X-PyPI-Last-Serial"));
        Assert.Empty(Rows(await Call("changelog_since_serial", Param($"<i4>{last}</i4>"))));

        await index.Verb("project", "delete", "alpha", "--confirm", "alpha");
        Assert.EndsWith(" remove project", string.Join(' ', Rows(await Call("changelog_since_serial", Param($"<int>{last}</int>"))).Single().Split(' ')[..^1]), StringComparison.Ordinal);
        Assert.True(long.Parse((await Call("changelog_last_serial")).Value, System.Globalization.CultureInfo.InvariantCulture) > serials[^1]);
    }

    [Fact]
    public async Task Roles_packages_and_classifiers_can_be_asked_for()
    {
        await Put("alpha", "1.0", "Topic :: Database", "Framework :: Flask");
        await Put("beta", "1.0", "Topic :: Database :: Front-Ends");
        await Put("beta", "2.0", "Topic :: Database");
        static string List(params string[] items) => Param($"<array><data>{string.Concat(items.Select(i => $"<value><string>{i}</string></value>"))}</data></array>");

        Assert.Equal(["Owner alice"], Rows(await Call("package_roles", Param("<string>Alpha</string>"))));
        Assert.Equal(["Owner alpha", "Owner beta"], Rows(await Call("user_packages", Param("Alice"))));
        Assert.Empty(Rows(await Call("user_packages", Param("nobody"))));
        Assert.Equal(["alpha 1.0", "beta 2.0"], Rows(await Call("browse", List("Topic :: Database"))));
        Assert.Equal(["alpha 1.0"], Rows(await Call("browse", List("Topic :: Database", "Framework :: Flask"))));
    }

    [Fact]
    public async Task What_is_not_answered_is_a_fault_with_advice()
    {
        Assert.Equal(-32500, FaultOf(await Call("search")));
        Assert.Contains("use changelog_since_serial", (await Call("changelog", Param("<int>1</int>"))).Value, StringComparison.Ordinal);
        Assert.Contains("There is no method system.shutdown", (await Call("system.shutdown")).Value, StringComparison.Ordinal);
        Assert.Equal(-32602, FaultOf(await Call("changelog_since_serial", Param("<string>1</string>"))));
        Assert.Equal(-32602, FaultOf(await Call("changelog_since_serial")));
        Assert.Equal(-32602, FaultOf(await Call("browse", Param("<array><data/></array>"))));
        Assert.Equal(-32700, FaultOf(await Call("browse", Param("<struct/>"))));
        Assert.Equal(-32700, FaultOf(await Call("browse", Param("<int>99999999999999999999</int>"))));
        Assert.Equal(-32700, FaultOf(await Call("browse", Param(string.Concat(Enumerable.Repeat("<array><data><value>", 1000))))));
    }

    [Fact]
    public async Task A_body_that_is_no_call_is_a_fault_and_nothing_in_it_is_resolved()
    {
        string[] bodies =
        [
            "",
            "<methodCall>",
            "<methodCall><methodName>a</methodName></methodCall><more/>",
            "<!DOCTYPE x [<!ENTITY file SYSTEM 'file:///etc/passwd'>]><methodCall><methodName>&file;</methodName></methodCall>",
            "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><methodCall><methodName>&b;</methodName></methodCall>",
            "<!DOCTYPE x SYSTEM 'http://127.0.0.1:9/x.dtd'><methodCall><methodName>browse</methodName></methodCall>",
        ];
        foreach (var body in bodies)
        {
            using var response = await Post(body);
            var answer = await response.Content.ReadAsStringAsync();
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Contains("-32700", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("haha", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Another_type_a_body_too_large_a_read_and_too_many_calls_are_refused()
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await Post("{}", type: "application/json")).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Post(new string(' ', 70_000))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await index.Http.GetAsync("/pypi")).StatusCode);
        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 60; i++) answers.Add((await Post("<x/>")).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
    }
}

public sealed class MirrorCallsOnSqliteTests() : MirrorCallsTests(Database.Sqlite);

public sealed class MirrorCallsOnPostgresTests() : MirrorCallsTests(Database.Postgres);
