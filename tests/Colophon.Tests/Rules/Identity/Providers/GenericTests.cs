using System.Text.Json.Nodes;
using Colophon.Rules.Identity;
using Colophon.Rules.Identity.Providers;
using Colophon.Tests.Support;

namespace Colophon.Tests.Rules.Identity.Providers;

public sealed class GenericTests
{
    private static readonly Provider Table = Generic.For(["repo", "issuer", "/job/name"], ["repo_id"]);

    private static PublisherTerms Terms(Dictionary<string, string>? pins = null)
    {
        var reading = Table.Read(new Dictionary<string, string> { ["repo"] = "octo/sample", ["issuer"] = "x", ["/job/name"] = "publish" });
        Assert.True(reading.IsValid, reading.InWords());
        return new PublisherTerms(Table, Identities.AnyIssuer, reading.Values, pins ?? []);
    }

    private static VerifiedIdentity Job(string repo = "octo/sample", string issuer = "x", string job = "publish", string id = "7") =>
        Identities.Of(new JsonObject { ["repo"] = repo, ["issuer"] = issuer, ["job"] = new JsonObject { ["name"] = job }, ["repo_id"] = id }, Identities.AnyIssuer);

    [Fact]
    public void What_the_operator_names_is_filled_in_compared_whole_and_found_by()
    {
        Assert.Equal(["repo", "issuer", "/job/name"], Table.Fields.Select(field => field.Key));
        Assert.True(Table.Judge(Terms(), Job()).Holds);
        Assert.Equal(Table.LookUpKey(Terms().Fields), Table.LookUpKey(Job()));
        Assert.Equal("octo/sample x publish", Table.SourceOf(Terms(), Job()).Repository);
        foreach (var other in (VerifiedIdentity[])[Job(repo: "Octo/sample"), Job(issuer: Identities.AnyIssuer), Job(job: "publish "), Job(repo: "octo/sample\n")])
            Assert.False(Table.Judge(Terms(), other).Holds);
    }

    [Fact]
    public void What_never_changes_is_kept_and_another_is_a_suspected_takeover()
    {
        var pins = Table.Judge(Terms(), Job()).Pins;
        Assert.Equal([new("repo_id", "7")], pins);
        Assert.True(Table.Judge(Terms(pins.ToDictionary()), Job(id: "8")) is { Holds: false, SuspectsTakeover: true });
    }

    [Theory]
    [InlineData("", "", "name at least one")]
    [InlineData("sub iss", "", "no condition can be set on it")]
    [InlineData("sub", "jti", "no condition can be set on it")]
    [InlineData("sub sub", "", "named twice")]
    [InlineData("sub id", "id", "named twice")]
    [InlineData("{sub}", "", "is no name of a claim")]
    [InlineData("token.sub", "", "reads like a blank")]
    [InlineData("/a", "", "is no name of a claim")]
    [InlineData("a b c d e", "f g h i", "at most 8")]
    public void Claims_that_make_no_table_are_refused_in_words(string identifying, string immutable, string says)
    {
        string[] Split(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

        Assert.Contains(says, Generic.WhatIsWrong(Split(identifying), Split(immutable)), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Generic.For(Split(identifying), Split(immutable)));
    }
}
