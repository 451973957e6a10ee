using System.Globalization;
using System.Text.Json.Nodes;
using Colophon.Rules.Identity;
using Colophon.Rules.Identity.Judging;
using Colophon.Tests.Support;

namespace Colophon.Tests.Rules.Identity;

/// <summary>The cases of Vectors/identity, and the matrix of bent claims that is made of the matching ones.</summary>
public sealed class VectorTests
{
    public static TheoryData<string> Providers => [.. KnownProviders.All.Select(provider => provider.Key)];

    [Fact]
    public void Every_case_is_judged_as_its_file_says()
    {
        var cases = IdentityVector.All().ToList();
        foreach (var one in cases) JudgedAsSaid(one);

        Assert.True(cases.Count > 150, $"{cases.Count} cases");
        TestContext.Current.TestOutputHelper!.WriteLine($"{cases.Count} cases: "
            + string.Join(", ", cases.GroupBy(one => one.Provider).Select(group => $"{group.Key} {group.Count()}")));
    }

    [Fact]
    public void There_is_no_culture_that_could_change_a_comparison() =>
        Assert.Throws<CultureNotFoundException>(() => CultureInfo.GetCultureInfo("tr-TR"));

    [Fact]
    public void Every_provider_has_a_job_that_it_accepts_and_every_folder_is_a_provider() =>
        Assert.Equal(KnownProviders.All.Select(provider => provider.Key).Order(StringComparer.Ordinal), IdentityVector.Providers);

    [Theory]
    [MemberData(nameof(Providers))]
    public void A_matching_job_finds_its_publisher_and_has_no_claim_that_the_table_does_not_know(string provider)
    {
        foreach (var one in IdentityVector.Matching(provider))
        {
            var table = one.Terms.Provider;
            Assert.Equal(table.LookUpKey(one.Terms.Fields), table.LookUpKey(one.Identity));
            Assert.Empty(table.JudgeAlone(one.Identity));
            var known = table.Claims.Select(row => row.Claim).Concat(table.Ignores).Concat(table.Conditions.Values).Append("jti")
                .Concat(Condition.Rows(table, one.Terms.Fields).Select(row => row.Claim));
            Assert.All(one.Claims.Select(claim => claim.Key), claim => Assert.Contains(claim, known));
        }
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void Each_judged_claim_that_is_bent_is_refused_by_the_finding_that_names_it(string provider)
    {
        var tried = new Dictionary<string, int>();
        foreach (var one in IdentityVector.Matching(provider))
        {
            var pinned = one with { Pins = one.Judge().Pins.ToDictionary() };
            var judged = pinned.Judge().Findings.Select(finding => finding.Claim).Distinct();
            foreach (var claim in judged.Where(claim => Rules(pinned, claim).Count > 0))
            {
                foreach (var (how, bent) in Bent(pinned, claim))
                {
                    var verdict = bent.Judge();
                    Assert.True(verdict.Findings.Any(f => !f.Holds && f.Claim == claim), $"{one}: {claim} {how} was taken");
                    tried[how] = tried.GetValueOrDefault(how) + 1;
                }
            }
        }

        Assert.True(tried.Values.Sum() >= 5, $"{provider}: {tried.Values.Sum()}");
        TestContext.Current.TestOutputHelper!.WriteLine($"{provider}: {tried.Values.Sum()} bent claims refused ("
            + string.Join(", ", tried.Select(kind => $"{kind.Key} {kind.Value}")) + ")");
    }

    private static void JudgedAsSaid(IdentityVector one)
    {
        var verdict = one.Judge();
        var failing = verdict.Findings.Where(finding => !finding.Holds).ToList();
        Assert.True(one.Failing.SequenceEqual(failing.Select(finding => finding.Claim).Distinct().Order(StringComparer.Ordinal)),
            $"{one}: {(failing.Count == 0 ? "accepted" : string.Join("; ", failing.Select(finding => finding.InWords())))}");
        Assert.Equal(one.Failing.Count == 0, verdict.Holds);
        if (verdict.Holds) Assert.Equal(one.Version, verdict.Version);
    }

    private static IEnumerable<(string How, IdentityVector Bent)> Bent(IdentityVector one, string claim)
    {
        var good = At(one.Claims, claim)!;
        yield return ("removed", one with { Claims = Without(one.Claims, claim) });
        yield return ("nulled", one with { Claims = With(one.Claims, claim, null) });
        if (claim is not ("sub" or "jti")) // those two are refused before any publisher is asked (threats.md A47)
            yield return ("made a number", one with { Claims = With(one.Claims, claim, 5) });
        if (good.GetValueKind() is System.Text.Json.JsonValueKind.True)
        {
            yield return ("made a text", one with { Claims = With(one.Claims, claim, "true") });
            yield return ("made false", one with { Claims = With(one.Claims, claim, false) });
            yield break;
        }

        var rows = Rules(one, claim);
        if (rows.TrueForAll(rule => rule is Present or IsNot)) yield break; // any other text is as good

        var text = good.GetValue<string>();
        yield return ("changed", one with { Claims = With(one.Claims, claim, text + "x") });
        yield return ("given a trailing space", one with { Claims = With(one.Claims, claim, text + " ") });
        yield return ("given a trailing newline", one with { Claims = With(one.Claims, claim, text + "\n") });
        yield return ("given a leading space", one with { Claims = With(one.Claims, claim, " " + text) });
        yield return ("emptied", one with { Claims = With(one.Claims, claim, "") });
        var isCaseless = rows.TrueForAll(rule => rule is Is { Letters: { Fold: true, Until: null } } or Present);
        if (!isCaseless && text.Any(char.IsAsciiLetterLower))
            yield return ("upper-cased", one with { Claims = With(one.Claims, claim, text.ToUpperInvariant()) });
    }

    /// <summary>The rules that judge the claim for this publisher: those that are passed over are none.</summary>
    private static List<ClaimRule> Rules(IdentityVector one, string claim) =>
        [.. from row in one.Terms.Provider.Claims.Concat(Condition.Rows(one.Terms.Provider, one.Terms.Fields))
            where row.Claim == claim
            let rule = row.Rule is not IfSet set ? row.Rule
                : string.IsNullOrEmpty(one.Terms.Fields.GetValueOrDefault(set.Field)) ? set.Else : set.Then
            where rule is not null
            select rule];

    private static JsonNode? At(JsonObject claims, string name) => Inside(claims, name) is var (place, member) ? place[member] : null;

    private static JsonObject With(JsonObject claims, string name, JsonNode? value)
    {
        var changed = (JsonObject)claims.DeepClone();
        var (place, member) = Inside(changed, name);
        place[member] = value;
        return changed;
    }

    private static JsonObject Without(JsonObject claims, string name)
    {
        var changed = (JsonObject)claims.DeepClone();
        var (place, member) = Inside(changed, name);
        place.Remove(member);
        return changed;
    }

    private static (JsonObject Place, string Member) Inside(JsonObject claims, string name)
    {
        if (name[0] != '/') return (claims, name);
        var members = name[1..].Split('/');
        return (members[..^1].Aggregate(claims, (place, member) => place[member]!.AsObject()), members[^1]);
    }
}
