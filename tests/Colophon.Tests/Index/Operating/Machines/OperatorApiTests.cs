using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Colophon.Demo;
using Colophon.Tests.Support;

namespace Colophon.Tests.Index.Operating.Machines;

/// <summary>What operators' pages do, over the API, and the document that describes it, with an outside judge of both.</summary>
public sealed class OperatorApiTests : IAsyncLifetime
{
    private readonly JsonArray answers = [];
    private TestIndex index = null!;
    private string token = "";

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start();
        await index.Verb("user", "add", "root", "--email", "root@example.org", "--admin");
        token = (await index.Verb("token", "add", "--user", "root", "--scope", "manage")).Output.Trim();
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Fact]
    public async Task An_operators_machine_keeps_people_issuers_switches_and_names_and_each_answer_is_as_the_document_says()
    {
        await Call("POST", "/users", 201, "SetUpUser", """{"name":"ann","email":"ann@example.org"}""");
        await Call("POST", "/users", 409, "RefusalBody", """{"name":"ann","email":"ann@example.org"}""");
        await Call("POST", "/users", 400, "RefusalBody", """{"name":"x","email":"x@example.org","isAdmin":true}""");
        var (_, tag) = await Call("GET", "/users/ann", 200, "User");
        await Call("GET", "/users/ann", 304, null, ifNoneMatch: tag);
        await Call("PATCH", "/users/ann", 200, "User", """{"isDisabled":true}""", ifMatch: tag);
        await Call("PATCH", "/users/ann", 412, "RefusalBody", """{"isDisabled":false}""", ifMatch: tag);
        Assert.True((await Call("GET", "/users/ann", 200, "User")).Body!["isDisabled"]!.GetValue<bool>());
        await Call("PATCH", "/users/root", 409, "RefusalBody", """{"isOperator":false}""");
        await Call("POST", "/users/ann/reset", 200, "SetUpUser");
        var first = (await Call("GET", "/users?limit=1", 200, "UserPage")).Body!;
        var second = (await Call("GET", $"/users?limit=1&after={first["next"]}", 200, "UserPage")).Body!;
        Assert.Equal("annroot", $"{first["items"]![0]!["name"]}{second["items"]![0]!["name"]}");
        Assert.Null(second["next"]);
        await Call("DELETE", "/users/ann", 204, null);
        await Call("GET", "/users/ann", 404, "RefusalBody");

        var issuer = "issuer=https%3A%2F%2Fci.example.org";
        await Call("POST", "/issuers", 201, "Issuer", """{"provider":"gitlab","issuer":"https://ci.example.org","algorithms":["RS256","ES256"]}""");
        await Call("POST", "/issuers", 400, "RefusalBody", """{"provider":"gitlab","issuer":"http://ci example"}""");
        await Call("GET", "/issuers", 200, "IssuerList");
        await Call("PATCH", $"/issuers?{issuer}", 200, "Issuer", """{"isOff":true}""");
        await Call("PATCH", $"/issuers?{issuer}", 409, "RefusalBody", """{"confirmKeys":true}""");
        await Call("DELETE", $"/issuers?{issuer}", 204, null);
        await Call("DELETE", $"/issuers?{issuer}", 404, "RefusalBody");

        await Call("PATCH", "/switches", 200, "Switch", """{"name":"provider github","isOff":true}""");
        await Call("PATCH", "/switches", 404, "RefusalBody", """{"name":"provider nobody","isOff":true}""");
        Assert.Contains((await Call("GET", "/switches", 200, "SwitchList")).Body!["items"]!.AsArray(), one =>
            one!["name"]!.GetValue<string>() == "provider github" && one["isOff"]!.GetValue<bool>());

        await Call("POST", "/prohibited-names", 201, "ProhibitedName", """{"name":"Not.This","reason":"ours"}""");
        await Call("GET", "/prohibited-names", 200, "ProhibitedNamePage");
        await Call("DELETE", "/prohibited-names/not_this", 204, null);
        await Call("GET", "/settings", 200, "SettingList");
        await Judge();
    }

    private async Task Judge()
    {
        var folder = Directory.CreateTempSubdirectory("colophon-openapi-").FullName;
        var (document, said) = (Path.Combine(folder, "openapi.json"), Path.Combine(folder, "answers.json"));
        await File.WriteAllTextAsync(document, await index.Http.GetStringAsync("/api/v1/openapi.json"));
        Assert.Equal(await File.ReadAllTextAsync(Checkout.File("docs/openapi.json")), await File.ReadAllTextAsync(document));
        await File.WriteAllTextAsync(said, answers.ToJsonString());
        var judged = await Programs.Run(Here.Node, [Here.Npm("openapi.mjs"), document, said]);
        Directory.Delete(folder, recursive: true);
        TestContext.Current.TestOutputHelper!.WriteLine(judged.Output);
        Assert.True(judged.ExitCode == 0, judged.Output);
    }

    /// <param name="schema">The answer's, kept for the judge; null for answers without a body.</param>
    private async Task<(JsonNode? Body, string? Tag)> Call(string method, string path, int status, string? schema, string? body = null,
        string? ifMatch = null, string? ifNoneMatch = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/v1{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (ifNoneMatch is not null) request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        using var answer = await index.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((HttpStatusCode)status == answer.StatusCode, $"{method} {path}: {(int)answer.StatusCode} {text}");
        var json = text.Length > 0 ? JsonNode.Parse(text) : null;
        if (schema is not null) answers.Add(new JsonObject { ["schema"] = schema, ["answer"] = json!.DeepClone() });
        return (json, answer.Headers.ETag?.Tag);
    }
}
