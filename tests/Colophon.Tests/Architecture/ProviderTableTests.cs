using Colophon.Demo;
using Colophon.Rules.Identity;
using Colophon.Rules.Identity.Judging;

namespace Colophon.Tests.Architecture;

/// <summary>
/// The providers' tables, tested as tables: nothing that a maintainer fills in is left unjudged, and no blank is left unfilled.
/// </summary>
public sealed class ProviderTableTests
{
    public static TheoryData<string> Keys => [.. KnownProviders.All.Select(p => p.Key)];

    private static Provider Table(string key) => KnownProviders.Find(key)!;

    private static IEnumerable<string> Blanks(Provider provider) =>
        provider.Claims.SelectMany(row => row.Rule.Templates).SelectMany(t => t.Blanks);

    [Theory]
    [MemberData(nameof(Keys))]
    public void Every_field_is_judged_by_some_row(string key) =>
        Assert.All(Table(key).Fields, field =>
            Assert.Contains(field.Key, Blanks(Table(key)).Concat(Table(key).Claims.Select(row => (row.Rule as IfSet)?.Field ?? ""))));

    [Theory]
    [MemberData(nameof(Keys))]
    public void Every_blank_is_a_field_a_judged_claim_or_the_host(string key)
    {
        var provider = Table(key);
        var known = provider.Fields.Select(f => f.Key).Concat(provider.Conditions.Keys).Concat(provider.Claims.Select(row => "token." + row.Claim))
            .Concat(["host", "issuer"]).ToHashSet();
        Assert.All(Blanks(provider), blank => Assert.Contains(blank, known));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Only_optional_fields_and_conditions_may_be_passed_over_and_all_optional_fields_are(string key)
    {
        var passed = Table(key).Claims.Select(row => row.Rule).OfType<IfSet>().Select(rule => rule.Field).Distinct().ToList();
        var optional = Table(key).Fields.Where(f => f.Optional).Select(f => f.Key).ToList();
        Assert.All(optional, field => Assert.Contains(field, passed));
        Assert.All(passed, field => Assert.True(optional.Contains(field) || Table(key).Conditions.ContainsKey(field), field));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Conditions_are_of_those_that_are_known_and_no_field_hides_one(string key)
    {
        Assert.All(Table(key).Conditions.Keys, one => Assert.Contains(one, Condition.All.Select(known => known.Key)));
        Assert.Empty(Table(key).Conditions.Keys.Intersect(Table(key).Fields.Select(f => f.Key)));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Every_lint_is_told_with_its_blanks_filled_and_some_field_or_condition_ends_it(string key)
    {
        var fields = Table(key).Fields.ToDictionary(f => f.Key, f => f.Optional ? "" : f.Example);
        var terms = new PublisherTerms(Table(key), "https://ci.example.org", fields, new Dictionary<string, string>());
        Assert.All(Table(key).Lint(terms), lint => Assert.DoesNotMatch(@"\{[a-z_.]+\}", lint));
        Assert.All(Table(key).Weaknesses.SelectMany(weak => weak.Unless), one =>
            Assert.True(one.StartsWith("claim:", StringComparison.Ordinal) || Table(key).Conditions.ContainsKey(one) || Table(key).Fields.Any(f => f.Optional && f.Key == one), one));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void No_rule_begins_with_what_the_token_says(string key) =>
        Assert.DoesNotContain(Table(key).Claims.SelectMany(row => row.Rule.Templates), template =>
            template.Text.StartsWith("{token.", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Keys))]
    public void Names_are_proved_and_an_id_is_pinned_unless_the_names_are_ids(string key)
    {
        Assert.Contains(Table(key).Claims, row => row.Names);
        Assert.True(Table(key).NamesAreIds || Table(key).Claims.Any(row => row.Rule is Pinned or IfSet { Else: Pinned }));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Examples_are_accepted_by_their_own_fields(string key) =>
        Assert.All(Table(key).Fields, field => Assert.Null(field.Read(field.Example).Message));

    [Fact]
    public void Keys_and_issuers_are_unique()
    {
        Assert.Equal(KnownProviders.All.Count, KnownProviders.All.Select(p => p.Key).Distinct().Count());
        var issuers = KnownProviders.All.Select(p => p.Issuer).OfType<string>().ToList();
        Assert.Equal(issuers.Count, issuers.Distinct().Count());
    }

    [Fact]
    public void Every_claim_of_a_real_job_is_judged_used_or_named_as_passed_over()
    {
        foreach (var (key, job) in ((string, PracticeJob)[])[("github", PracticeJob.GitHub("o", "r", "w.yml")),
            ("gitlab", PracticeJob.GitLab("gitlab.com", "g/p"))])
        {
            var known = Table(key).Claims.Select(row => row.Claim).Concat(Table(key).Ignores).ToHashSet();
            Assert.All(job.Claims.Select(c => c.Key), claim => Assert.Contains(claim, known));
        }
    }
}
