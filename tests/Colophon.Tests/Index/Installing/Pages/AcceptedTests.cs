using Colophon.Index.Installing.Pages;

namespace Colophon.Tests.Index.Installing.Pages;

public sealed class AcceptedTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("*/*", 1)]
    [InlineData("text/*;q=0.5", 0.5)]
    [InlineData("text/html;q=0.2, text/*;q=0.5, */*", 0.2)]
    [InlineData("text/html;level=1;q=0.3", 0.3)]
    [InlineData("TEXT/HTML; Q=0.4", 0.4)]
    [InlineData("text/html;q=7", 1)]
    [InlineData("text/html;q=-1", 1)]
    [InlineData("text/html;q=NaN", 1)]
    [InlineData("application/json", 0)]
    [InlineData(",;,q=1,/", 0)]
    public void The_more_specific_range_counts_and_nonsense_does_no_harm(string header, double quality) =>
        Assert.Equal(quality, Accepted.Parse(header).Quality("text/html"));

    [Fact]
    public void Of_a_type_and_its_alias_the_better_one_counts() =>
        Assert.Equal(0.9, Accepted.Parse("a/b;q=0.1, a/c;q=0.9").Quality("a/b", "a/c"));
}
