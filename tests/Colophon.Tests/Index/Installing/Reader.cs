using System.Text.Json.Nodes;
using Colophon.Tests.Support;

namespace Colophon.Tests.Index.Installing;

/// <summary>Reads an index as clients do, headers and all.</summary>
internal static class Reader
{
    public const string Json = "application/vnd.pypi.simple.v1+json";

    public static async Task<HttpResponseMessage> Get(this TestIndex index, string path, params (string Name, string Value)[] headers) =>
        await index.Send(HttpMethod.Get, path, headers);

    public static async Task<HttpResponseMessage> Send(this TestIndex index, HttpMethod method, string path,
        params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await index.Http.SendAsync(request);
    }

    public static async Task<string> Text(this TestIndex index, string path, string accept = "*/*")
    {
        using var response = await index.Get(path, ("Accept", accept));
        Assert.True((int)response.StatusCode == 200, $"{(int)response.StatusCode} {path}");
        return await response.Content.ReadAsStringAsync();
    }

    public static async Task<JsonNode> Object(this TestIndex index, string path, string accept = "application/json") =>
        JsonNode.Parse(await index.Text(path, accept))!;

    /// <summary>Uploads a wheel; what comes back is its bytes.</summary>
    public static async Task<byte[]> Publish(this TestIndex index, string token, string name, string version, string metadata = "")
    {
        var (file, bytes) = TestWheel.Make(name, version, extraMetadata: metadata);
        using var response = await index.Upload(file, bytes, token, name: name, version: version);
        Assert.True((int)response.StatusCode == 200, response.ReasonPhrase);
        return bytes;
    }

    /// <summary>As PyPI allows them, on every read.</summary>
    public static void AssertOpenToScripts(HttpResponseMessage response)
    {
        Assert.Equal("*", response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("GET", response.Headers.GetValues("Access-Control-Allow-Methods").Single());
        Assert.Equal("86400", response.Headers.GetValues("Access-Control-Max-Age").Single());
        Assert.Contains("If-None-Match", string.Join(',', response.Headers.GetValues("Access-Control-Allow-Headers")), StringComparison.Ordinal);
        Assert.Equal("X-PyPI-Last-Serial", response.Headers.GetValues("Access-Control-Expose-Headers").Single());
    }
}
