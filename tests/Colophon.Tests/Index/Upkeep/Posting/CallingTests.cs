using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Colophon.Index.Store.Messages;
using Colophon.Index.Upkeep.Posting;
using Colophon.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Colophon.Tests.Index.Upkeep.Posting;

/// <summary>Webhooks, called over real HTTP through the guard (threats.md D02, D05).</summary>
public sealed class CallingTests
{
    private static async Task Work(TestIndex index)
    {
        var workers = index.Services.GetServices<IHostedService>().ToList();
        while (await workers.OfType<Sealing>().Single().Once(CancellationToken.None) > 0) { }
        while (await workers.OfType<Calling>().Single().Once(CancellationToken.None) > 0) { }
    }

    /// <summary>Adds one by the verb; gives its id and its secret.</summary>
    private static async Task<(string Id, string Secret)> Add(TestIndex index, string url, params string[] more)
    {
        // Verbs have the real clock; what happened before is not told.
        index.Clock.SetUtcNow(DateTimeOffset.UtcNow.AddSeconds(1));
        var (code, output) = await index.Verb(["webhook", "add", url, "--json", .. more]);
        Assert.True(code == 0, output);
        var added = JsonNode.Parse(output)!;
        return (added["id"]!.GetValue<string>(), added["secret"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task A_receiver_can_check_who_called_and_gets_what_it_asked_for(Database database)
    {
        await using var receiver = await Receiver.Start();
        await using var index = await TestIndex.Start(database: database);
        await index.AddPublisher("sampleproject", pending: false);
        await index.Verb("project", "add", "other", "--owner", "alice");
        var (id, secret) = await Add(index, receiver.Url + "mine", "--project", "sampleproject", "--events", "project: webhook:add");
        await Add(index, receiver.Url + "all");
        await index.Verb("project", "trusted-only", "sampleproject", "on");
        await index.Verb("project", "trusted-only", "other", "on");
        index.Clock.SetUtcNow(DateTimeOffset.UtcNow.AddSeconds(1));
        await Work(index);
        // The server's own worker may have taken a call too, and be at it.
        for (var wait = 0; wait < 500 && receiver.Calls.Count(call => call.Path == "/mine") < 2; wait++) await Task.Delay(20);

        var mine = receiver.Calls.Where(call => call.Path == "/mine").ToList();
        Assert.Equal(["project:trusted-only-on", "webhook:add"], mine.Select(call => call.Header("X-Colophon-Event")).Order());
        const string check = """
            import hashlib, hmac, sys
            secret, header, body = sys.argv[1], sys.argv[2], open("input", "rb").read()
            parts = dict(part.split("=", 1) for part in header.split(","))
            def good(body):
                mac = hmac.new(secret.encode(), parts["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
                return hmac.compare_digest(mac, parts["v1"])
            print(good(body), good(body + b" "))
            """;
        Assert.Equal("True False", (await Python.Run(check, mine[0].Body, secret, mine[0].Header("X-Colophon-Signature"))).Trim());

        var told = JsonNode.Parse(mine.Single(call => call.Header("X-Colophon-Event") == "project:trusted-only-on").Body)!;
        Assert.Equal("sampleproject", told["project"]!.GetValue<string>());
        Assert.Equal("operator", told["actor"]!.GetValue<string>());
        Assert.Contains(receiver.Calls, call => call.Path == "/all" && call.Body.Contains("\"other\"", StringComparison.Ordinal));
        Assert.Equal(receiver.Calls.Count, receiver.Calls.Select(call => call.Header("X-Colophon-Delivery")).Distinct().Count());

        Assert.DoesNotContain(secret, (await index.Verb("webhook", "list")).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("/mine", (await index.Verb("audit", "list")).Output, StringComparison.Ordinal); // a path may be a secret
        Assert.Equal(0, (await index.Verb("webhook", "remove", id)).Code);
        Assert.Equal(1, (await index.Verb("webhook", "remove", id)).Code);
    }

    [Fact]
    public async Task A_receiver_that_fails_for_three_days_is_switched_off_and_the_owners_are_told()
    {
        await using var receiver = await Receiver.Start();
        await using var index = await TestIndex.Start();
        await index.AddPublisher("sampleproject", pending: false);
        using var canary = new Canary();
        receiver.Answer = context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = $"http://127.0.0.1:{canary.Port}/";
            return Task.CompletedTask;
        };
        await Add(index, receiver.Url + "down", "--project", "sampleproject", "--events", "webhook:add");
        for (var i = 0; i < 60 && !await IsOff(index); i++)
        {
            await Work(index);
            index.Clock.Advance(TimeSpan.FromHours(4));
        }

        Assert.Equal(0, canary.Connections);
        Assert.InRange(receiver.Calls.Count, 10, 24);
        Assert.True(await IsOff(index));
        await using var db = await index.Db();
        var mail = await db.Messages.AsNoTracking().SingleAsync(m => m.Subject == "A webhook of sampleproject was switched off");
        Assert.Equal("alice@example.org", mail.To);
        Assert.Contains("It answered 307", mail.Text, StringComparison.Ordinal);
        Assert.Equal(0, await db.Messages.CountAsync(m => m.WebhookId != null && m.NextTry != null));
    }

    private static async Task<bool> IsOff(TestIndex index)
    {
        await using var db = await index.Db();
        return (await db.Webhooks.AsNoTracking().SingleAsync()).IsOff;
    }

    [Fact]
    public async Task Addresses_that_may_not_be_called_are_refused_when_typed_and_again_when_called()
    {
        using var canary = new Canary();
        await using var index = await TestIndex.Start(settings => settings with { PlainHttpIssuers = false, Issuers = [] });
        await index.AddPublisher("sampleproject", pending: false);
        foreach (var url in new[] { "http://169.254.169.254/latest", "https://[::ffff:169.254.169.254]/", "ftp://example.org/", "https://u:p@example.org/", "x", "https://a b/" })
            Assert.Equal(1, (await index.Verb("webhook", "add", url)).Code);

        await using (var db = await index.Db())
        {
            // Somebody's name that was public when it was typed.
            var form = new WebhookForm(null, $"https://localhost:{canary.Port}/", "");
            Assert.True((await db.AddWebhook(form, index.Clock.GetUtcNow(), "mallory", CancellationToken.None)).TryGet(out _, out _));
        }

        await Work(index);
        await using var after = await index.Db();
        var call = await after.Messages.AsNoTracking().FirstAsync(m => m.WebhookId != null);
        Assert.Contains("no address that may be called", call.Trouble, StringComparison.Ordinal);
        Assert.Equal(0, canary.Connections);
    }

    [Fact]
    public async Task The_first_use_of_a_publisher_is_told_once()
    {
        await using var index = await TestIndex.Start();
        await index.AddPublisher("sampleproject", pending: false);
        await Task.WhenAll(index.Token(), index.Token());
        await index.Token();
        await Work(index);
        await index.Token();
        await Work(index);
        await using var db = await index.Db();
        var mail = await db.Messages.AsNoTracking().SingleAsync(m => m.Subject == "First use of a trusted publisher of sampleproject");
        Assert.Contains("octo-org/sampleproject", mail.Text, StringComparison.Ordinal);
    }

    private sealed record Received(string Path, string Body, IReadOnlyDictionary<string, string> Headers)
    {
        public string Header(string name) => Headers[name];
    }

    private sealed class Receiver(WebApplication app) : IAsyncDisposable
    {
        public ConcurrentQueue<Received> Calls { get; } = [];

        public Func<HttpContext, Task> Answer { get; set; } = _ => Task.CompletedTask;

        public string Url => app.Urls.First() + "/";

        public static async Task<Receiver> Start()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            var app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            var receiver = new Receiver(app);
            app.Run(async context =>
            {
                using var reader = new StreamReader(context.Request.Body);
                receiver.Calls.Enqueue(new Received(context.Request.Path, await reader.ReadToEndAsync(),
                    context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
                await receiver.Answer(context);
            });
            await app.StartAsync();
            return receiver;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
