using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Colophon.Tests.Support;

namespace Colophon.Tests.Index.Maintaining;

/// <summary>A program that shows a token to the API.</summary>
internal sealed partial class Machine(HttpClient http, string token)
{
    public string Token => token;

    /// <summary>Makes the token on the person's own page.</summary>
    public static async Task<Machine> Of(TestIndex index, Browser person, string scope = "manage", string? project = null)
    {
        List<(string, string)> typed = [("name", $"a program that may {scope}"), ("scope", scope), ("days", "30")];
        if (project is not null) typed.Add(("project", project));
        var made = await person.Fill("/manage/account/tokens/add", "/manage/account/tokens/add", [.. typed]);
        Assert.True(made.Status == 200, made.Text);
        Assert.Equal("no-store", made.Answer.Headers.CacheControl!.ToString());
        return new Machine(index.Http, Tokens().Match(made.Text).Value);
    }

    public async Task<(int Status, JsonNode Body)> Ask(string method, string path, string? json = null, string? ifMatch = null)
    {
        using var answer = await Send(method, path, json, ifMatch);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, JsonNode.Parse(text.Length == 0 ? "{}" : text)!);
    }

    public Task<HttpResponseMessage> Send(string method, string path, string? json = null, string? ifMatch = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), "/api/v1" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (ifMatch is not null) request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        return http.SendAsync(request);
    }

    [GeneratedRegex("pypi-[A-Za-z0-9_-]+")]
    private static partial Regex Tokens();
}
