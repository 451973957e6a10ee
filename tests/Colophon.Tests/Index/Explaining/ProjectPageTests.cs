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

    private async Task<string> PageWith(string metadata)
    {
        var (name, bytes) = TestWheel.Make("sampleproject", "1.0", extraMetadata: metadata);
        using (var response = await index.Upload(name, bytes, await index.Token()))
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await index.Http.GetStringAsync("/project/sampleproject/");
    }
}
