using System.Text;
using Colophon.Index.Installing.Pages;

namespace Colophon.Tests.Index.Installing.Pages;

public sealed class KeptPagesTests
{
    private static RenderedPage PageOf(int size, int seed = 0)
    {
        var bytes = new byte[size];
        new Random(seed).NextBytes(bytes); // does not pack: the worst that can be kept
        return new RenderedPage(bytes, 1);
    }

    [Fact]
    public void A_page_is_fresh_while_its_stamp_is_the_one_asked_for()
    {
        using var kept = new KeptPages();
        var (key, page) = (new PageKey(PageKind.SimpleHtml, "one"), PageOf(10));
        kept.Keep(key, page, stamp: 5);
        Assert.Same(page, kept.Fresh<RenderedPage>(key, 5));
        Assert.Null(kept.Fresh<RenderedPage>(key, 6));
        Assert.Same(page, kept.Any<RenderedPage>(key));
        Assert.Null(kept.Fresh<RenderedPage>(key with { Part = "1.0" }, 5));
    }

    [Fact]
    public void Five_thousand_projects_in_every_form_stay_within_the_budget_and_what_was_used_last_stays_longest()
    {
        using var kept = new KeptPages { Budget = 10 << 20 };
        for (var i = 0; i < 5000; i++)
        {
            foreach (var kind in Enum.GetValues<PageKind>()) kept.Keep(new PageKey(kind, $"project-{i}"), PageOf(i % 20 == 0 ? 2000 : 900, i), stamp: i);
            Assert.InRange(kept.Weight, 1, kept.Budget);
        }

        Assert.NotNull(kept.Fresh<RenderedPage>(new PageKey(PageKind.Feed, "project-4999"), 4999));
        Assert.Null(kept.Any<RenderedPage>(new PageKey(PageKind.SimpleHtml, "project-0")));
        Assert.InRange(kept.Weight, kept.Budget / 2, kept.Budget);
    }

    [Fact]
    public void The_weight_counts_packed_forms_and_is_given_back()
    {
        using var kept = new KeptPages();
        var key = new PageKey(PageKind.SimpleHtml, "one");
        kept.Keep(key, PageOf(20_000), 1);
        var one = kept.Weight;
        Assert.InRange(one, 60_000, 62_000); // plain, gzip and brotli of bytes that do not pack
        for (var i = 0; i < 10; i++) kept.Keep(key, PageOf(20_000, i), i);
        Assert.InRange(kept.Weight, one - 100, one + 100);
    }

    [Fact]
    public async Task Large_pages_are_packed_beside_the_requests_and_weighed_again()
    {
        using var kept = new KeptPages();
        var page = new RenderedPage(Encoding.ASCII.GetBytes(new string('x', 200_000)), 1);
        kept.Keep(new PageKey(PageKind.ProjectJson, "one"), page, 1);
        for (var i = 0; i < 500 && page.IsLoose; i++) await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.Equal("gzip", page.For("gzip").Coding);
        Assert.Equal("br", page.For("gzip, br").Coding);
        Assert.Null(page.For("gzip;q=0, br;q=0.0").Coding);
        for (var i = 0; i < 500 && kept.Weight < page.Weight; i++) await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.InRange(kept.Weight, page.Weight, page.Weight + 1000);
    }

    [Fact]
    public void What_is_reserved_takes_room_from_the_rest()
    {
        using var kept = new KeptPages { Budget = 1 << 20 };
        for (var i = 0; i < 100; i++) kept.Keep(new PageKey(PageKind.Feed, $"{i}"), PageOf(5000, i), 1);
        kept.Reserve(900 << 10);
        Assert.InRange(kept.Weight, 900 << 10, 1 << 20);
        kept.Reserve(2 << 20); // more than there is: all the rest goes
        Assert.Equal(2 << 20, kept.Weight);
    }

    [Fact]
    public async Task Of_many_that_ask_at_once_one_makes_the_page()
    {
        using var kept = new KeptPages();
        var (key, made) = (new PageKey(PageKind.ProjectJson, "one"), 0);
        var pages = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => kept.Make(key, () => 1, async () =>
        {
            Interlocked.Increment(ref made);
            await Task.Yield();
            return PageOf(100);
        }, CancellationToken.None))));
        Assert.Equal(1, made);
        Assert.Single(pages.Distinct());
        Assert.Null(await kept.Make(key, () => 2, () => Task.FromResult<RenderedPage?>(null), CancellationToken.None));
    }

    [Fact]
    public void The_etag_is_of_the_bytes_and_each_coding_has_its_own()
    {
        var page = PageOf(2000);
        page.Pack();
        var (plain, gzip, br) = (page.For("").ETag, page.For("gzip").ETag, page.For("br").ETag);
        Assert.Equal(3, new[] { plain, gzip, br }.Distinct().Count());
        Assert.True(page.Matches(plain) && page.Matches("\"a\", " + gzip) && page.Matches("W/" + br) && page.Matches("*"));
        Assert.False(page.Matches("\"other\""));
        Assert.Equal(plain, PageOf(2000).ETag);
        Assert.NotEqual(plain, PageOf(2000, 1).ETag);
    }
}
