using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using Colophon.Demo;
using Colophon.Tests.Support;

namespace Colophon.Tests.Journeys;

/// <summary>
/// The index in a network of its own, in Production, with every packet counted: nothing goes out but to the issuers that the operator allowed
/// (SECURITY.md; threats.md A06, A07, D03-D06, D17, D19).
/// </summary>
public sealed class WaysOutTests
{
    [Fact]
    public async Task The_only_connections_out_of_the_index_are_to_allowed_issuers_whatever_tokens_say()
    {
        await using var net = await NetworkNamespace.Make();
        Assert.SkipUnless(net is not null || Environment.GetEnvironmentVariable("CI") == "true", "Only root can make a network namespace.");
        Assert.NotNull(net);
        using var authority = new PracticeCertificates();
        using var certificate = authority.Issue(net.Outside);
        using var canary = new Canary(net.Outside);
        await using var good = await UnrulyIssuer.Start("", certificate, net.Outside);
        await using var redirecting = await UnrulyIssuer.Start("", certificate, net.Outside);
        await using var leading = await UnrulyIssuer.Start("", certificate, net.Outside);
        await using var foreign = await UnrulyIssuer.Start("", certificate, net.Outside); // trusted, but not allowed a private address
        redirecting.Misbehave = UnrulyIssuer.Redirect(302, $"https://{net.Outside}:{canary.Port}/");
        leading.Bend = document => document["jwks_uri"] = $"https://{net.Outside}:{canary.Port}/jwks";

        var data = Directory.CreateTempSubdirectory("colophon-net-").FullName;
        var environment = new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["Colophon__PlainHttpIssuers"] = "false",
            ["Colophon__PublicUrl"] = "https://index.example",
            ["Colophon__TrustedProxies"] = net.Outside,
            ["HTTPS_PROXY"] = $"http://{net.Outside}:{canary.Port}",
            ["ALL_PROXY"] = $"http://{net.Outside}:{canary.Port}",
        };
        foreach (var (issuer, i) in new[] { good, redirecting, leading, foreign }.Select((issuer, i) => (issuer, i)))
        {
            environment[$"Colophon__Issuers__{i}__Provider"] = "github";
            environment[$"Colophon__Issuers__{i}__Issuer"] = issuer == foreign ? "https://foreign.example" : issuer.Url;
            environment[$"Colophon__Issuers__{i}__CertificateAuthority"] = authority.RootFile;
            environment[$"Colophon__Issuers__{i}__PrivateNetwork"] = issuer == foreign ? "false" : "true";
        }

        foreach (var line in new[] { "user add alice --email alice@example.org", $"publisher add sampleproject --provider github --issuer {good.Url} --set "
            + "owner=octo-org repository=sampleproject workflow_filename=release.yml environment=pypi --pending --owner alice" })
        {
            var ended = await Programs.Run(Here.Index, [.. line.Split(' '), "--data", data], environment);
            Assert.True(ended.ExitCode == 0, ended.Output);
        }

        using var server = net.Begin(Here.Index, ["serve", "--urls", $"http://{net.Inside}:8080", "--data", data], environment);
        try
        {
            using var http = await Ready($"http://{net.Inside}:8080");
            async Task<int> Mint(string token)
            {
                using var response = await http.PostAsync("/_/oidc/mint-token", new StringContent(new JsonObject { ["token"] = token }.ToJsonString()));
                return (int)response.StatusCode;
            }

            string Token(UnrulyIssuer issuer) => issuer.Token(Here.Job, "index.example", DateTimeOffset.UtcNow);

            Assert.Empty(net.Begun); // nothing at the start
            Assert.Equal(200, await Mint(Token(good)));
            Assert.Equal(503, await Mint(Token(redirecting)));
            Assert.Equal(503, await Mint(Token(leading)));
            foreach (var unknown in new[] { "https://unknown.example", $"https://{net.Outside}:{canary.Port}", $"{good.Url}/", $"{good.Url}/../x", "http://169.254.169.254" })
                Assert.Equal(422, await Mint(Renamed(Token(good), unknown)));
            foreach (var header in new[] { "jku", "x5u", "x5c", "jwk" })
                Assert.Equal(422, await Mint(WithHeader(Token(good), header, $"https://{net.Outside}:{canary.Port}/jwks")));

            Assert.Equal(new[] { good, redirecting, leading }.Select(issuer => $"tcp {net.Outside} {new Uri(issuer.Url).Port}").Order(StringComparer.Ordinal),
                (await Settled(net)).Distinct().Order(StringComparer.Ordinal));
            Assert.Equal(0, canary.Connections);

            Assert.Equal(503, await Mint(Renamed(Token(good), "https://foreign.example"))); // an allowed name is asked for, at the resolver alone
            Assert.All((await Settled(net)).Where(line => !line.StartsWith("tcp", StringComparison.Ordinal)),
                line => Assert.Equal($"udp {net.Outside} 53", line));
            Assert.Equal((0, 0), (foreign.Calls, canary.Connections));
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
            Directory.Delete(data, recursive: true);
        }

        TestContext.Current.TestOutputHelper!.WriteLine(string.Join('\n', net.Begun.CountBy(line => line).Select(line => $"{line.Value} × {line.Key}")));
    }

    private static async Task<IReadOnlyList<string>> Settled(NetworkNamespace net)
    {
        await Task.Delay(500);
        return net.Begun;
    }

    private static async Task<HttpClient> Ready(string url)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(url) };
        http.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        http.DefaultRequestHeaders.Add("X-Forwarded-For", "192.0.2.1");
        for (var attempt = 0; attempt < 300; attempt++)
        {
            try
            {
                using var response = await http.GetAsync("/health");
                if (response.IsSuccessStatusCode) return http;
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("The index was not ready within 30 seconds.");
    }

    private static string Renamed(string token, string issuer) => Bent(token, 1, claims => claims["iss"] = issuer);

    private static string WithHeader(string token, string name, string value) =>
        Bent(token, 0, header => header[name] = name is "x5c" or "jwk" ? new JsonArray(value) : value);

    private static string Bent(string token, int part, Action<JsonObject> bend)
    {
        var parts = token.Split('.');
        var json = (JsonObject)JsonNode.Parse(Base64Url.DecodeFromChars(parts[part]))!;
        bend(json);
        parts[part] = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json.ToJsonString()));
        return string.Join('.', parts);
    }
}
