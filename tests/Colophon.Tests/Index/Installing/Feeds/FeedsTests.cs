using System.Net;
using System.Xml.Linq;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Tests.Index.Installing.Feeds;

public abstract class FeedsTests(Database database) : IAsyncLifetime
{
    private TestIndex index = null!;
    private string token = "";

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start(database: database);
        await index.Verb("user", "add", "alice", "--email", "alice@example.org");
        token = (await index.Verb("token", "add", "--user", "alice")).Output.Trim();
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    private async Task Put(string project, string version, string summary = "one line")
    {
        var (name, bytes) = TestWheel.Make(project, version, extraMetadata: $"Summary: {summary}\n");
        using var response = await index.Upload(name, bytes, token);
        Assert.True(response.IsSuccessStatusCode, response.ReasonPhrase);
        index.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    private async Task<List<XElement>> Items(string feed)
    {
        var text = await index.Http.GetStringAsync(feed);
        var channel = XDocument.Parse(text).Element("rss")!.Element("channel")!;
        Assert.Equal("2.0", channel.Parent!.Attribute("version")!.Value);
        return [.. channel.Elements("item")];
    }

    private static IEnumerable<string> Titles(IEnumerable<XElement> items) => items.Select(item => item.Element("title")!.Value);

    [Fact]
    public async Task Each_feed_shows_the_newest_first_at_the_next_request_and_a_known_one_is_304()
    {
        Assert.Empty(await Items("/rss/updates.xml"));
        await Put("alpha", "1.0");
        await Put("beta", "0.1", "a <summary> & more ]]>");
        await Put("alpha", "1.1");

        Assert.Equal(["alpha 1.1", "beta 0.1", "alpha 1.0"], Titles(await Items("/rss/updates.xml")));
        Assert.Equal(["beta added", "alpha added"], Titles(await Items("/rss/packages.xml")));
        Assert.Equal(["1.1", "1.0"], Titles(await Items("/rss/project/alpha/releases.xml")));
        var beta = (await Items("/rss/updates.xml"))[1];
        Assert.Equal(("a <summary> & more ]]>", $"{index.Url}/project/beta/0.1"), (beta.Element("description")!.Value, beta.Element("link")!.Value));
        Assert.EndsWith(" GMT", beta.Element("pubDate")!.Value, StringComparison.Ordinal);

        using var first = await index.Http.GetAsync("/rss/updates.xml");
        Assert.Equal("application/rss+xml", first.Content.Headers.ContentType!.MediaType);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/rss/updates.xml") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.NotModified, (await index.Http.SendAsync(again)).StatusCode);
        Assert.Equal(HttpStatusCode.MovedPermanently, (await index.Http.GetAsync("/rss/project/Alpha/releases.xml")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await index.Http.GetAsync("/rss/project/gamma/releases.xml")).StatusCode);
    }

    [Fact]
    public async Task Whatever_names_and_summaries_hold_the_feed_is_well_formed_and_what_is_gone_or_quarantined_is_not_in_it()
    {
        await Put("alpha", "1.0", "a\uFFFE b\uFFFF \U0001F600");
        Assert.Equal("a\uFFFD b\uFFFD \U0001F600", (await Items("/rss/updates.xml"))[0].Element("description")!.Value);
        await using var db = await index.Db();
        await db.Releases.ExecuteUpdateAsync(r => r.SetProperty(x => x.Summary, "bell \a and <![CDATA["));
        await Put("beta", "1.0");
        Assert.Equal("bell \uFFFD and <![CDATA[", (await Items("/rss/updates.xml"))[1].Element("description")!.Value);

        await index.Verb("project", "status", "alpha", "quarantined");
        await index.Verb("project", "delete", "beta", "--confirm", "beta");
        for (var wait = 0; wait < 100 && (await Items("/rss/updates.xml")).Count > 0; wait++)
        {
            index.Clock.Advance(TimeSpan.FromMilliseconds(200)); // the server notices what a verb did
            await Task.Delay(10);
        }

        Assert.Empty(await Items("/rss/updates.xml"));
        Assert.Empty(await Items("/rss/packages.xml"));
        Assert.Equal(HttpStatusCode.NotFound, (await index.Http.GetAsync("/rss/project/alpha/releases.xml")).StatusCode);
    }
}

public sealed class FeedsOnSqliteTests() : FeedsTests(Database.Sqlite);

public sealed class FeedsOnPostgresTests() : FeedsTests(Database.Postgres);
