using Colophon.Index.Installing.Listing;
using Colophon.Index.Installing.Searching;
using Colophon.Index.Web;

namespace Colophon.Tests.Index.Installing.Searching;

public sealed class QueryTests
{
    private static readonly Catalogue Catalogue = Catalogue.Of(
    [
        new("zope-interface", "zope.interface", 1, "1.0", "Interfaces for Python"),
        new("interface", "Interface", 1, null, null),
        new("interface-tools", "interface-tools", 1, null, "100% of an_interface"),
        new("other", "other", 1, "2", "A zope INTERFACE, differently"),
    ], 1, 1);

    [Theory]
    [InlineData("interface", "interface interface-tools zope-interface other")]
    [InlineData("Zope_Interface", "zope-interface")]
    [InlineData("zope interface", "zope-interface other")]
    [InlineData("  INTERFACES  ", "zope-interface")]
    [InlineData("interface interface interface", "interface interface-tools zope-interface other")]
    [InlineData("%", "interface-tools")]
    [InlineData("_", "interface-tools")]
    [InlineData("%' OR 1=1 --", "")]
    [InlineData("nothing", "")]
    [InlineData("", "interface interface-tools other zope-interface")]
    public void Finds_by_words_in_names_and_summaries_the_nearest_first(string text, string names) =>
        Assert.Equal(names, string.Join(' ', Query.Parse(text).Find(Catalogue).Select(line => line.Normalized)));

    [Fact]
    public void Long_texts_are_refused_with_their_length()
    {
        var refusal = Assert.Throws<Refusal>(() => Query.Parse(new string('a', 101)));
        Assert.Contains("101 characters, expected at most 100", refusal.Message, StringComparison.Ordinal);
        Query.Parse(new string(' ', 500) + "a");
    }
}
