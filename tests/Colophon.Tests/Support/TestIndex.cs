using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Colophon.Demo;
using Colophon.Index;
using Colophon.Index.Operating;
using Colophon.Index.Store;
using Colophon.Index.Store.Engines;
using Colophon.Index.Store.Files;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Colophon.Tests.Support;

/// <summary>
/// The real server on real Kestrel, SQLite or PostgreSQL, and a folder, in this process, with a clock that tests set and a practice issuer that it trusts.
/// </summary>
internal sealed class TestIndex : IAsyncDisposable
{
    private readonly IDisposable held;
    private readonly WebApplication app;
    private readonly Settings settings;
    private bool hasAlice;

    static TestIndex()
    {
        // For the verbs that tests run in this process: a practice issuer is allowed.
        Environment.SetEnvironmentVariable("ASPNETCORE_ENVIRONMENT", "Development");
        Environment.SetEnvironmentVariable("Colophon__PlainHttpIssuers", "true");
        Environment.SetEnvironmentVariable("Colophon__AccountLookUps", "false"); // tests that ask a forge ask one on this machine
    }

    private TestIndex(WebApplication app, IDisposable held, PracticeIssuer issuer, FakeTimeProvider clock, Settings settings)
    {
        (this.app, this.held, Issuer, Clock, this.settings) = (app, held, issuer, clock, settings);
        Http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = System.Net.DecompressionMethods.None
        })
        { BaseAddress = new Uri(Url) };
    }

    public string Url => app.Urls.First();
    public HttpClient Http { get; }
    public PracticeIssuer Issuer { get; }
    public FakeTimeProvider Clock { get; }
    public string Folder => settings.DataDirectory;
    public IServiceProvider Services => app.Services;

    public static async Task<TestIndex> Start(Func<Settings, Settings>? change = null, Database database = Database.Sqlite)
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var issuer = await PracticeIssuer.Start(clock: new NeverAhead(clock));
        var folder = Directory.CreateTempSubdirectory("colophon-test-").FullName;
        var settings = new Settings
        {
            DataDirectory = folder,
            PlainHttpIssuers = true,
            Database = database == Database.Postgres ? PostgresAddress.Parse(await TestDatabases.Make(), out _) : null,
            ExchangesPerMinute = null, // tests of limits set their own
            ExplanationsPerMinute = null,
            ReportsPerMinute = null,
            Issuers = [new IssuerSetting("github", issuer.Url, null, ["RS256"])]
        };

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Development" });
        builder.Logging.ClearProviders();
        settings = change?.Invoke(settings) ?? settings;
        ServeVerb.Listen(builder, settings, "http://127.0.0.1:0");
        var app = IndexServer.Build(builder, settings, services => services.AddSingleton<TimeProvider>(clock));
        var held = await IndexServer.Open(app, CancellationToken.None);
        await app.StartAsync();
        return new TestIndex(app, held!, issuer, clock, settings);
    }

    public async Task<ColophonDb> Db() => await Services.GetRequiredService<IDbContextFactory<ColophonDb>>().CreateDbContextAsync();

    /// <summary>Runs a verb beside the server, as an operator would.</summary>
    public async Task<(int Code, string Output)> Verb(params string[] arguments)
    {
        var output = new StringWriter();
        Dictionary<string, string?> more = settings.Database is { } address ? new() { ["Colophon:Database"] = address.Connection } : [];
        var code = await Verbs.Run([.. arguments, "--data", Folder], output, output, more);
        return (code, output.ToString());
    }

    /// <summary>Adds alice once, and a publisher for octo-org/sampleproject's release.yml in environment pypi.</summary>
    public async Task AddPublisher(string project, bool pending = true, string environment = "pypi", string owner = "octo-org",
        string repository = "sampleproject", params string[] conditions)
    {
        if (!hasAlice)
        {
            await Verb("user", "add", "alice", "--email", "alice@example.org");
            await Verb("issuer", "add", Issuer.Url, "--provider", "github"); // verbs read the environment, not this server's settings
            hasAlice = true;
        }

        if (!pending) await Verb("project", "add", project, "--owner", "alice");
        string[] fields = ["--set", $"owner={owner}", $"repository={repository}", "workflow_filename=release.yml",
            $"environment={environment}", .. conditions];
        string[] rest = pending ? ["--pending", "--owner", "alice"] : [];
        var (code, output) = await Verb(["publisher", "add", project, "--provider", "github", "--issuer", Issuer.Url, .. fields, .. rest]);
        Assert.True(code == 0, output);
    }

    public static PracticeJob Job => PracticeJob.GitHub("octo-org", "sampleproject", "release.yml");

    public string Audience => "colophon-127.0.0.1";

    public async Task<(int Status, JsonNode Body)> Mint(PracticeJob? job = null, JsonObject? more = null)
    {
        var body = more ?? [];
        body["token"] = Issuer.Token(job ?? Job, Audience);
        return await Post("/_/oidc/mint-token", body.ToJsonString());
    }

    public async Task<string> Token(PracticeJob? job = null, JsonObject? more = null)
    {
        var (status, body) = await Mint(job, more);
        Assert.True(status == 200, body.ToJsonString());
        return body["token"]!.GetValue<string>();
    }

    public async Task<(int Status, JsonNode Body)> Post(string path, string json, string type = "application/json")
    {
        using var content = new StringContent(json, Encoding.UTF8);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var response = await Http.PostAsync(path, content);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, JsonNode.Parse(text.StartsWith('{') ? text : "{}")!);
    }

    /// <summary>Uploads bytes as a client does; <paramref name="change"/> bends the form.</summary>
    public async Task<HttpResponseMessage> Upload(string fileName, byte[] bytes, string token,
        Action<List<(string Name, string Value)>>? change = null, string? name = null, string? version = null)
    {
        var stem = fileName.Split('-');
        var isWheel = fileName.EndsWith(".whl", StringComparison.Ordinal);
        List<(string, string)> fields =
        [
            (":action", "file_upload"), ("protocol_version", "1"), ("name", name ?? stem[0]),
                ("version", version ?? (isWheel ? stem[1] : stem[^1].Replace(".tar.gz", "", StringComparison.Ordinal))),
            ("filetype", isWheel ? "bdist_wheel" : "sdist"), ("pyversion", isWheel ? stem[^3] : "source"),
                ("sha256_digest", Convert.ToHexStringLower(SHA256.HashData(bytes))), ("metadata_version", "2.1"),
        ];
        change?.Invoke(fields);
        var form = new MultipartFormDataContent();
        foreach (var (key, value) in fields) form.Add(new StringContent(value) { Headers = { ContentType = null } }, $"\"{key}\"");
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentDisposition =
            new ContentDispositionHeaderValue("form-data") { Name = "\"content\"", FileName = $"\"{fileName}\"" };
        form.Add(content);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/legacy/") { Content = form };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"__token__:{token}")));
        return await Http.SendAsync(request);
    }

    /// <summary>What a refused or broken upload must not leave: rows of files, blobs, temporary files.</summary>
    public async Task<(int Files, int Projects, int Blobs, int Incoming)> Left()
    {
        await using var db = await Db();
        return (await db.Files.CountAsync(), await db.Projects.CountAsync(), Services.GetRequiredService<Blobs>().All().Count(),
            Directory.GetFiles(Path.Combine(Folder, "blobs", "incoming")).Length);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        held.Dispose();
        await Issuer.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (settings.Database is { } address) await TestDatabases.Drop(address.Connection);
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>The machine's clock until the index's is behind it: a slow test's tokens would come from the future.</summary>
    private sealed class NeverAhead(TimeProvider index) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow is var here && index.GetUtcNow() is var there && there < here ? there : here;
    }
}
