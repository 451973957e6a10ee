using System.Text.RegularExpressions;
using Colophon.Index.Store.Files;
using Colophon.Index.Store.Messages;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Colophon.Tests.Index.Store.Messages;

public sealed class LettersTests
{
    private const string Hostile = "x\r\nBcc: all@example.org\r\n\r\n<script>alert(1)</script>\u001b[31m\u202e\u2028\ue000{actor}";

    [Fact]
    public void Every_letter_can_be_written_with_hostile_facts_and_none_gets_through()
    {
        foreach (var letter in Letters.All)
        {
            var blanks = Regex.Matches(letter.Subject + letter.Says + letter.Remedy + letter.Link, @"\{(\w+)\}").Select(m => m.Groups[1].Value);
            var facts = blanks.Concat(letter.Shows.Where(row => row.Label.Length > 0).Select(row => row.Fact)).Distinct()
                .ToDictionary(name => name, name => name == "link" ? "/do/abc-123" : (string?)Hostile);
            if (letter.Shows.Any(row => row.Label.Length == 0)) facts["fields"] = """{"environment":"a\nb<b>"}""";
            var written = letter.Write(facts);

            Assert.DoesNotContain(written.Subject, char.IsControl);
            Assert.True(written.Subject.Length <= 160);
            Assert.DoesNotContain("<script", written.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("\u202e", written.Text + written.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("\u001b", written.Text + written.Html, StringComparison.Ordinal);
            Assert.DoesNotContain(written.Text.Split('\n'), line => line.StartsWith("Bcc:", StringComparison.Ordinal));
            // The index's own address: in the link, and where it signs.
            Assert.Equal(letter.Link is null ? 1 : 2, written.Text.Count(c => c == '\ue000'));
        }
    }

    [Fact]
    public void A_letter_says_the_same_as_text_and_as_html()
    {
        var written = Letters.Find("publisher:add")!.Write(new Dictionary<string, string?>
        {
            ["project"] = "sampleproject",
            ["actor"] = "alice",
            ["provider"] = "github",
            ["fields"] = """{"owner":"octo-org","repository":"sampleproject"}""",
        });

        Assert.Equal("Trusted publisher added to sampleproject", written.Subject);
        foreach (var said in new[] { "octo-org", "alice", "github", "\ue000/manage/project/sampleproject/settings/publishing/" })
        {
            Assert.Contains(said, written.Text, StringComparison.Ordinal);
            Assert.Contains(said, written.Html, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("https://evil.example/x")]
    [InlineData("/x\r\nBcc: a")]
    [InlineData("x")]
    public void A_link_that_is_no_path_of_this_index_is_a_fault_of_the_caller(string link) =>
        Assert.Throws<ArgumentException>(() => Letters.PasswordReset.Write(new Dictionary<string, string?> { ["link"] = link }));

    [Theory]
    [InlineData("alice@example.org", true)]
    [InlineData("alice@example.org\r\nBcc: all@example.org", false)]
    [InlineData("a@b@c", false)]
    [InlineData("<alice@example.org>", false)]
    [InlineData("alice@example.org, bob@example.org", false)]
    [InlineData("@", false)]
    public void Only_one_plain_address_is_written_to(string text, bool isGood) => Assert.Equal(isGood, Outbox.IsAddress(text));

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task Events_queue_their_letters_to_the_people_they_are_for(Database database)
    {
        await using var index = await TestIndex.Start(database: database);
        await index.AddPublisher("sampleproject", pending: false);
        await using var db = await index.Db();
        var before = await db.Messages.AsNoTracking().OrderBy(m => m.Created).ThenBy(m => m.Id).ToListAsync();
        Assert.Equal(["Project sampleproject created", "Trusted publisher added to sampleproject"], before.Select(m => m.Subject));
        Assert.All(before, m => Assert.Equal("alice@example.org", m.To));

        await index.Verb("user", "add", "mallory", "--email", "mallory@example.org");
        await index.Verb("project", "trusted-only", "sampleproject", "on");
        Assert.Equal(1, await db.Messages.CountAsync(m => m.Subject == "sampleproject takes uploads from trusted publishers only"));
        Assert.Equal(0, await db.Messages.CountAsync(m => m.To == "mallory@example.org"));
    }

    [Fact]
    public async Task A_secret_link_is_not_in_the_database()
    {
        await using var index = await TestIndex.Start();
        await using var db = await index.Db();
        var keys = index.Services.GetRequiredService<RootKeys>();
        var facts = new Dictionary<string, string?> { ["user"] = "alice", ["link"] = "/reset/CanarySecret" };
        db.Post(Letters.PasswordReset.Write(facts).SealedBy(keys), "alice@example.org", index.Clock.GetUtcNow());
        await db.SaveChangesAsync();

        var kept = await db.Messages.AsNoTracking().SingleAsync();
        Assert.DoesNotContain("CanarySecret", kept.Text + kept.Html + kept.Subject, StringComparison.Ordinal);
        Assert.Contains("https://index.example.org/reset/CanarySecret", Written.Open(kept.Text, keys, "https://index.example.org"),
            StringComparison.Ordinal);
    }
}
