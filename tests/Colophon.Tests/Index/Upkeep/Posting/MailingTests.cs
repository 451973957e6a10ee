using Colophon.Index;
using Colophon.Index.Store;
using Colophon.Index.Store.Engines;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Colophon.Index.Store.Messages;
using Colophon.Index.Upkeep;
using Colophon.Index.Upkeep.Posting;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Colophon.Tests.Index.Upkeep.Posting;

/// <summary>The outbox against a real mail server (threats.md F15, F32, H22).</summary>
public sealed class MailingTests : IDisposable
{
    private const string PublicUrl = "https://index.example.org";
    private readonly PracticeCertificates certificates = new();

    public void Dispose() => certificates.Dispose();

    private static Mailing Worker(TestIndex index) => index.Services.GetServices<IHostedService>().OfType<Mailing>().Single();

    private Task<TestIndex> Start(SmtpSettings smtp, Database database = Database.Sqlite) =>
        TestIndex.Start(settings => settings with { Smtp = smtp, PublicUrl = new Uri(PublicUrl), Audience = "colophon-127.0.0.1" }, database);

    private static async Task Post(TestIndex index, int count, string to = "alice@example.org")
    {
        await using var db = await index.Db();
        for (var i = 0; i < count; i++) db.Post(new Written($"Letter {i}", $"text {i}\n", "<p>html</p>"), to, index.Clock.GetUtcNow());
        await db.SaveChangesAsync();
    }

    private static async Task<Message> Only(TestIndex index)
    {
        await using var db = await index.Db();
        return await db.Messages.AsNoTracking().SingleAsync();
    }

    [Theory]
    [InlineData("starttls")]
    [InlineData("implicit")]
    public async Task Each_kind_of_letter_arrives_over_TLS_with_links_to_the_public_address(string mode)
    {
        using var certificate = certificates.Issue();
        await using var server = await PracticeMailServer.Start(certificates, certificate, mode);
        await using var index = await Start(server.Settings(certificates) with { Tls = mode == "implicit" ? SmtpTls.Implicit : SmtpTls.StartTls });
        var facts = new Dictionary<string, string?> { ["link"] = "/do/CanarySecret", ["fields"] = """{"owner":"octo-org"}""" };
        foreach (var name in Letters.All.SelectMany(letter => letter.Shows).Select(row => row.Fact).Concat(["project", "user"]).Except(["fields"]))
            facts[name] = $"{name} Ünïcode\r\nBcc: all@example.org";
        await using (var db = await index.Db())
        {
            var keys = index.Services.GetRequiredService<RootKeys>();
            foreach (var letter in Letters.All)
            {
                var written = letter.Write(facts);
                db.Post(letter.Link == "{link}" ? written.SealedBy(keys) : written, "alice@example.org", index.Clock.GetUtcNow());
            }

            await db.SaveChangesAsync();
        }

        while (await Worker(index).Once(CancellationToken.None) > 0) { }
        var arrived = await server.Expect(Letters.All.Count);
        Assert.All(arrived, mail =>
        {
            Assert.True(mail.OverTls);
            Assert.Equal("alice@example.org", mail.To);
            Assert.Equal("index@example.org", mail.Letter.From.Mailboxes.Single().Address);
            Assert.Null(mail.Letter.Headers["Bcc"]);
            Assert.Equal("auto-generated", mail.Letter.Headers["Auto-Submitted"]);
            Assert.EndsWith("@index.example.org", mail.Letter.MessageId, StringComparison.Ordinal);
            Assert.Contains(PublicUrl, mail.Letter.TextBody, StringComparison.Ordinal);
            Assert.Contains($"<a href=\"{PublicUrl}/", mail.Letter.HtmlBody, StringComparison.Ordinal);
            Assert.DoesNotContain("\ue000", mail.Letter.TextBody + mail.Letter.HtmlBody, StringComparison.Ordinal);
        });
        var withSecrets = Letters.All.Count(letter => letter.Link == "{link}");
        Assert.Equal(withSecrets, arrived.Count(mail => mail.Letter.TextBody!.Contains($"{PublicUrl}/do/CanarySecret", StringComparison.Ordinal)));
        await using var after = await index.Db();
        Assert.False(await after.Messages.AnyAsync(m => m.Sent == null || m.NextTry != null || m.Text.StartsWith("sealed")));
    }

    [Fact]
    public async Task With_the_server_down_requests_go_on_and_the_mails_arrive_later()
    {
        int port;
        using (var free = new Canary()) port = free.Port;
        using var certificate = certificates.Issue();
        var smtp = new SmtpSettings
        {
            Host = "localhost",
            Port = port,
            User = "index",
            Password = "practice",
            From = "index@example.org",
            CertificateAuthority = certificates.RootFile,
        };
        await using var index = await Start(smtp);
        await index.AddPublisher("sampleproject", pending: false);
        index.Clock.SetUtcNow(DateTimeOffset.UtcNow.AddSeconds(1)); // verbs have the real clock
        var (name, bytes) = TestWheel.Make("sampleproject", "1.0");
        using var uploaded = await index.Upload(name, bytes, await index.Token());
        Assert.Equal(200, (int)uploaded.StatusCode);
        for (var i = 0; i < 400 && await Untroubled(index) > 0; i++) await Worker(index).Once(CancellationToken.None);
        Assert.Contains("refused", (await index.Verb("mail", "list", "--json")).Output, StringComparison.Ordinal);

        await using var server = await PracticeMailServer.Start(certificates, certificate, port: port);
        await Worker(index).Once(CancellationToken.None);
        Assert.Empty(server.Mails); // its pause is not over
        index.Clock.Advance(TimeSpan.FromMinutes(1));
        var sealing = index.Services.GetServices<IHostedService>().OfType<Sealing>().Single(); // tells of the first use
        for (var i = 0; i < 400 && server.Mails.Count < 3; i++)
        {
            await sealing.Once(CancellationToken.None);
            await Worker(index).Once(CancellationToken.None);
            await Task.Delay(10);
        }

        Assert.Equal(["First use of a trusted publisher of sampleproject", "Project sampleproject created",
            "Trusted publisher added to sampleproject"], (await server.Expect(3)).Select(mail => mail.Letter.Subject).Order());

        static async Task<int> Untroubled(TestIndex index)
        {
            await using var db = await index.Db();
            return await db.Messages.CountAsync(m => m.Trouble == null);
        }
    }

    [Theory]
    [InlineData("no TLS")]
    [InlineData("self-signed")]
    [InlineData("other host")]
    [InlineData("expired")]
    public async Task Nothing_is_said_to_a_server_that_is_not_the_one_named(string kind)
    {
        using var certificate = kind switch
        {
            "self-signed" => PracticeCertificates.SelfSigned(),
            "other host" => certificates.Issue("other.example"),
            "expired" => certificates.Issue(days: -1),
            _ => null,
        };
        await using var server = await PracticeMailServer.Start(certificates, certificate, certificate is null ? "plain" : "starttls");
        var settings = new Settings { Smtp = server.Settings(certificates), DataDirectory = certificates.Folder };
        var way = new MailServer(settings, address: null!, new RootKeys(new DataDirectory(certificates.Folder)));

        await Assert.ThrowsAnyAsync<Exception>(() => way.Open(CancellationToken.None));
        Assert.Empty(server.Mails);
    }

    [Fact]
    public async Task A_recipient_that_the_server_refuses_is_given_up_and_tried_again_when_the_operator_says_so()
    {
        using var certificate = certificates.Issue();
        await using var server = await PracticeMailServer.Start(certificates, certificate);
        await using var index = await Start(server.Settings(certificates));
        await Post(index, 1, "nobody@example.org");
        await Post(index, 1, "alice@example.org");
        Assert.Equal(2, await Worker(index).Once(CancellationToken.None));
        Assert.Equal("alice@example.org", (await server.Expect(1)).Single().To);
        Assert.Contains("given up after 1 tries (5.1.1", (await index.Verb("mail", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(0, await Worker(index).Once(CancellationToken.None));

        await index.Verb("mail", "retry");
        index.Clock.SetUtcNow(DateTimeOffset.UtcNow.AddSeconds(1)); // verbs have the real clock
        for (var i = 0; i < 400 && (await Refused(index)).Tries == 0; i++) await Worker(index).Once(CancellationToken.None);
        Assert.Equal(1, (await Refused(index)).Tries);

        static async Task<Message> Refused(TestIndex index)
        {
            await using var db = await index.Db();
            return await db.Messages.AsNoTracking().SingleAsync(m => m.To == "nobody@example.org");
        }
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Two_nodes_send_each_mail_once(Database database)
    {
        using var certificate = certificates.Issue();
        await using var server = await PracticeMailServer.Start(certificates, certificate);
        await using var index = await Start(server.Settings(certificates), database);
        await Post(index, 60);
        using var otherTurn = new WriteTurn(index.Services.GetRequiredService<Engine>());
        var claims = new Claims(index.Services.GetRequiredService<IDbContextFactory<ColophonDb>>(), otherTurn, index.Clock);
        using var other = new Mailing(claims, index.Services.GetRequiredService<MailServer>(), index.Clock, NullLogger<Mailing>.Instance);

        var counts = await Task.WhenAll(All(Worker(index)), All(other));
        Assert.Equal(60, counts.Sum());
        Assert.Equal(60, (await server.Expect(60)).DistinctBy(mail => mail.Letter.Subject).Count());

        static async Task<int> All(Mailing node)
        {
            var sum = 0;
            for (var idle = 0; idle < 3;)
            {
                var sent = await node.Once(CancellationToken.None);
                sum += sent;
                idle = sent == 0 ? idle + 1 : 0;
            }

            return sum;
        }
    }

    [Fact]
    public async Task Without_a_mail_server_the_operator_finds_the_link_in_the_outbox()
    {
        await using var index = await TestIndex.Start();
        await using var db = await index.Db();
        var facts = new Dictionary<string, string?> { ["user"] = "alice", ["link"] = "/reset/abc" };
        db.Post(Letters.PasswordReset.Write(facts).SealedBy(index.Services.GetRequiredService<RootKeys>()), "alice@example.org",
            index.Clock.GetUtcNow());
        await db.SaveChangesAsync();
        var id = (await Only(index)).Id;
        Assert.Contains($"{id:D}", (await index.Verb("mail", "list")).Output, StringComparison.Ordinal);
        Assert.Contains("/reset/abc", (await index.Verb("mail", "show", $"{id:D}")).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await index.Verb("mail", "show", "x")).Code);
    }

    [Fact]
    public async Task Who_registered_a_pending_publisher_is_reminded_once_and_told_when_it_ends()
    {
        await using var index = await TestIndex.Start();
        await index.AddPublisher("sampleproject");
        var forgetting = index.Services.GetServices<IHostedService>().OfType<Forgetting>().Single();
        foreach (var days in new[] { 24, 2, 1, 5 })
        {
            index.Clock.Advance(TimeSpan.FromDays(days));
            await forgetting.Once(CancellationToken.None);
        }

        await using var db = await index.Db();
        var subjects = await db.Messages.OrderBy(m => m.Created).Select(m => $"{m.To}: {m.Subject}").ToListAsync();
        Assert.Equal(
            ["alice@example.org: Pending trusted publisher for sampleproject ends soon",
                "alice@example.org: Pending trusted publisher for sampleproject has ended"], subjects);
    }
}
