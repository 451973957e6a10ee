using Colophon.Tests.Index.SigningIn;
using Colophon.Tests.Support;

namespace Colophon.Tests.Index.Explaining;

public sealed class ProjectPageTests : IAsyncLifetime
{
    private TestIndex index = null!;

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start();
        await index.AddPublisher("sampleproject");
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Fact]
    public async Task A_description_stands_there_as_its_author_meant_it_and_can_do_nothing()
    {
        var page = await PageWith("Description-Content-Type: text/markdown\n\n# Hello\n\nSome **bold** words.\n\n"
            + "<script>alert(1)</script><img src=x onerror=alert(2)>\n");

        Assert.Contains("<strong>bold</strong>", page, StringComparison.Ordinal);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(page, "<h1"));
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("onerror=", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_rendered_here_is_shown_as_it_was_written_and_the_page_says_why()
    {
        var page = await PageWith("\n.. sectnum::\n\nTitle\n=====\n\n<b>text</b>\n");

        Assert.Contains("Shown as it was written: ", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;text&lt;/b&gt;", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_without_a_description_has_no_heading_for_one() =>
        Assert.DoesNotContain("<h2>Description</h2>", await PageWith(""), StringComparison.Ordinal);

    [Fact]
    public async Task Its_side_tells_what_the_metadata_say_and_which_links_are_verified()
    {
        var own = $"{index.Issuer.Url}/octo-org/sampleproject";
        var page = await PageWith($"Summary: Ünï <b>code</b>\nRequires-Python: >=3.9\nLicense: MIT\nRequires-Dist: requests>=2\n"
            + $"Project-URL: Documentation, https://docs.example/\nProject-URL: Source, {own}/issues\n");

        Assert.Contains($"<a href=\"{own}/issues\" rel=\"nofollow noopener\">Source</a>", page, StringComparison.Ordinal);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches(page, "verified: "));
        Assert.True(page.IndexOf("verified: ", StringComparison.Ordinal) < page.IndexOf(">Documentation<", StringComparison.Ordinal));
        foreach (var words in (string[])["Ünï &lt;b&gt;code", "&gt;=3.9", "<p>MIT</p>", "requests&gt;=2", "<p>alice</p>", "any Python 3 on any system",
            "Published from"]) Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.DoesNotContain("/manage/project/", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_from_elsewhere_says_so_first_and_the_history_says_who()
    {
        await PageWith("");
        var (code, token) = await index.Verb("token", "add", "--user", "alice");
        Assert.Equal(0, code);
        var (name, bytes) = TestWheel.Make("sampleproject", "2.0");
        index.Clock.Advance(TimeSpan.FromDays(1));
        using (var response = await index.Upload(name, bytes, token.Trim())) Assert.True(response.IsSuccessStatusCode);

        var page = await index.Http.GetStringAsync("/project/sampleproject/");
        Assert.Contains("This release came with an API token of alice; the one before it, 1.0, came from octo-org/sampleproject through GitHub Actions.",
            page, StringComparison.Ordinal);
        Assert.Contains("no source is vouched for", page, StringComparison.Ordinal);
        Assert.DoesNotContain("This release came", await index.Http.GetStringAsync("/project/sampleproject/1.0"), StringComparison.Ordinal);
        var history = await index.Http.GetStringAsync("/project/sampleproject/history/");
        foreach (var words in (string[])["The project was made", "Release 2.0", $"File {name} added", "octo-org/sampleproject", "alice"])
            Assert.Contains(words, history, StringComparison.Ordinal);
        Assert.DoesNotContain("token:", history, StringComparison.Ordinal);
        Assert.Contains("with an API token of alice", await index.Http.GetStringAsync("/"), StringComparison.Ordinal);

        using var owner = await index.Add("carol", "--admin");
        Assert.Contains("/manage/project/sampleproject/", (await owner.Open("/project/sampleproject/")).Text, StringComparison.Ordinal);
        await index.Verb("project", "status", "sampleproject", "quarantined");
        foreach (var path in (string[])["/project/sampleproject/", "/project/sampleproject/history/"])
            Assert.Equal(404, (await owner.Open(path)).Status);
    }

    [Fact]
    public async Task Pages_come_packed_and_what_they_need_is_kept_for_good()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.AcceptEncoding.ParseAdd("gzip, br");
        using var response = await index.Http.SendAsync(request);
        Assert.Equal(("br", "Accept-Encoding"), (response.Content.Headers.ContentEncoding.Single(), response.Headers.Vary.Single()));

        var page = await index.Http.GetStringAsync("/");
        var style = System.Text.RegularExpressions.Regex.Match(page, "/assets/style\\.[0-9a-f]{16}\\.css").Value;
        var css = await index.Http.GetStringAsync(style);
        Assert.InRange(css.Length, 1000, 20_000);
        var fonts = System.Text.RegularExpressions.Regex.Matches(css, "url\\((/assets/[^)]+)\\)").Select(found => found.Groups[1].Value).ToList();
        Assert.Equal(6, fonts.Count);
        foreach (var path in fonts.Append(style))
        {
            using var first = await index.Http.GetAsync(path);
            Assert.Equal("public, max-age=31536000, immutable", first.Headers.CacheControl!.ToString());
            using var again = new HttpRequestMessage(HttpMethod.Get, path);
            again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            Assert.Equal(304, (int)(await index.Http.SendAsync(again)).StatusCode);
        }

        Assert.Equal(css, await index.Http.GetStringAsync("/style.css"));
        Assert.Equal(404, (int)(await index.Http.GetAsync("/assets/nothing.css")).StatusCode);
    }

    private async Task<string> PageWith(string metadata)
    {
        var (name, bytes) = TestWheel.Make("sampleproject", "1.0", extraMetadata: metadata);
        using (var response = await index.Upload(name, bytes, await index.Token()))
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await index.Http.GetStringAsync("/project/sampleproject/");
    }
}
