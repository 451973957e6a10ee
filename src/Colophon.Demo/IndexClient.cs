using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Colophon.Demo;

/// <summary>An index's answer.</summary>
public sealed record Answer(int Status, string Reason, string Body)
{
    /// <summary>A member of a JSON body, or nothing.</summary>
    public string? this[string member] => Body.StartsWith('{') ? JsonNode.Parse(Body)?[member]?.ToString() : null;
}

/// <summary>Speaks to an index as a CI job's client does: asks for the audience, exchanges, uploads.</summary>
/// <param name="handler">The way to it; null for the platform's.</param>
public sealed class IndexClient(string url, HttpMessageHandler? handler = null) : IDisposable
{
    private readonly HttpMessageInvoker http = new(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false });

    /// <summary>The whole of trusted publishing, as a client sees it: audience, identity token, upload token.</summary>
    public async Task<Answer> Exchange(TokenRequest request)
    {
        var asked = await Send(HttpMethod.Get, $"{url}/_/oidc/audience", null, null);
        if (asked["audience"] is not { } audience) return asked;

        var given = await Send(HttpMethod.Get, $"{request.Url}&audience={Uri.EscapeDataString(audience)}", null,
            new AuthenticationHeaderValue("bearer", request.Bearer));
        return await Mint(given["value"] ?? throw new InvalidOperationException($"The issuer gave no token: {given.Body}"));
    }

    public Task<Answer> Mint(string identityToken) =>
        Send(HttpMethod.Post, $"{url}/_/oidc/mint-token",
            new StringContent(new JsonObject { ["token"] = identityToken }.ToJsonString(), Encoding.UTF8, "application/json"), null);

    /// <summary>Uploads a file as twine does.</summary>
    public async Task<Answer> Upload(string path, string name, string version, string token)
    {
        var bytes = await File.ReadAllBytesAsync(path);
        var isWheel = path.EndsWith(".whl", StringComparison.Ordinal);
        using var form = new MultipartFormDataContent
        {
            { Field("file_upload"), "\":action\"" }, { Field("1"), "\"protocol_version\"" }, { Field("2.1"), "\"metadata_version\"" },
                { Field(name), "\"name\"" }, { Field(version), "\"version\"" },
            { Field(isWheel ? "bdist_wheel" : "sdist"), "\"filetype\"" },
                { Field(isWheel ? Path.GetFileName(path).Split('-')[^3] : "source"), "\"pyversion\"" },
            { Field(Convert.ToHexStringLower(SHA256.HashData(bytes))), "\"sha256_digest\"" },
        };
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentDisposition =
            new ContentDispositionHeaderValue("form-data") { Name = "\"content\"", FileName = $"\"{Path.GetFileName(path)}\"" };
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        form.Add(content);
        return await Send(HttpMethod.Post, $"{url}/legacy/", form,
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"__token__:{token}"))));
    }

    public Task<Answer> Get(string path) => Send(HttpMethod.Get, url + path, null, null);

    public void Dispose() => http.Dispose();

    private static StringContent Field(string value)
    {
        var field = new StringContent(value);
        field.Headers.ContentType = null; // plain fields carry none
        return field;
    }

    private async Task<Answer> Send(HttpMethod method, string address, HttpContent? content, AuthenticationHeaderValue? authorization)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        request.Headers.Authorization = authorization;
        using var response = await http.SendAsync(request, CancellationToken.None);
        return new Answer((int)response.StatusCode, response.ReasonPhrase ?? "", await response.Content.ReadAsStringAsync());
    }
}
