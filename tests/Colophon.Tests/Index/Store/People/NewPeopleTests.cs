using Colophon.Index.Store.People;

namespace Colophon.Tests.Index.Store.People;

/// <summary>What accounts may be called.</summary>
public sealed class NewPeopleTests
{
    [Theory]
    [InlineData("operator")]
    [InlineData("Operator")]
    [InlineData("UPKEEP")]
    [InlineData("a")]
    [InlineData("-alice")]
    [InlineData("ali ce")]
    [InlineData("аlice")] // its first letter is Cyrillic
    public void A_name_that_could_pass_for_another_is_refused(string name) => Assert.NotNull(NewPeople.FaultInName(name));

    [Theory]
    [InlineData("alice")]
    [InlineData("operators")]
    [InlineData("a.b-c_9")]
    public void A_plain_name_is_taken(string name) => Assert.Null(NewPeople.FaultInName(name));
}
