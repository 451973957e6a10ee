using System.Diagnostics;
using System.Text.RegularExpressions;
using Colophon.Rules.Identity.Judging;
using Colophon.Rules.Packaging.Names;
using CsCheck;

namespace Colophon.Tests.Rules.Identity.Judging;

public sealed class GlobTests
{
    private static Glob Of(string text, bool mayHoldVersion = false)
    {
        var (glob, message) = Glob.Parse(text, mayHoldVersion);
        return glob ?? throw new InvalidOperationException(message);
    }

    [Fact]
    public void A_glob_means_what_the_plainest_regular_expression_for_it_means()
    {
        var texts = Gen.String[Gen.Char["ab/"], 0, 12];
        Gen.Select(Gen.String[Gen.Char["ab/*"], 1, 10], texts).Sample((pattern, text) =>
        {
            if (Glob.Parse(pattern).Glob is not { } glob) return pattern.Contains("**", StringComparison.Ordinal) || pattern.Count(c => c == '*') > 8;
            var expected = Regex.IsMatch(text, $@"\A{Regex.Escape(pattern).Replace(@"\*", "[^/]*", StringComparison.Ordinal)}\z", RegexOptions.NonBacktracking);
            return glob.Fits(text, out _) == (expected && text.Length > 0);
        }, iter: 200_000);
    }

    [Fact]
    public void A_text_without_stars_fits_itself_and_nothing_else()
    {
        var texts = Gen.String[Gen.Char["abAB/.-_@+$()|é"], 1, 20];
        Gen.Select(texts, texts).Sample((one, other) => Of(one).Fits(other, out _) == string.Equals(one, other, StringComparison.Ordinal), iter: 50_000);
    }

    [Fact]
    public void Every_version_that_is_put_into_the_blank_comes_out_of_it()
    {
        var numbers = Gen.Int[0, 30].Array[1, 4].Select(parts => string.Join('.', parts));
        string[] rests = ["", "a1", "rc2", ".post3", ".dev4", "+corp.5"];
        string[] patterns = ["refs/tags/v{version}", "refs/tags/{version}", "refs/tags/*/x-{version}-y", "{version}/z"];
        Gen.Select(numbers, Gen.Int[0, rests.Length - 1], Gen.Int[0, patterns.Length - 1]).Sample((release, rest, at) =>
        {
            var (version, pattern) = (release + rests[rest], patterns[at]);
            var value = pattern.Replace("{version}", version, StringComparison.Ordinal).Replace("*", "any thing", StringComparison.Ordinal);
            return ReleaseVersion.Parse(version).TryGet(out var expected, out _) && Of(pattern, true).Fits(value, out var found) && found == expected;
        }, iter: 20_000);
    }

    [Fact]
    public void What_is_captured_is_a_version_and_fills_the_pattern_again()
    {
        var glob = Of("refs/tags/v{version}", true);
        Gen.String[Gen.Char["refs/tagv0123.rc-+! \n{}*"], 0, 30].Select(text => "refs/tags/v" + text).Sample(value =>
            !glob.Fits(value, out var version) || (version is not null && ReleaseVersion.Parse(value["refs/tags/v".Length..]).TryGet(out var again, out _)
                && again == version && !value.Contains('\n') && !value.Contains(' ')), iter: 50_000);
    }

    [Fact]
    public void A_pattern_that_is_made_as_a_weapon_costs_nothing()
    {
        var glob = Of("*a*a*a*a*a*a*b*" + new string('a', 200));
        var text = new string('a', 1024);

        var watch = Stopwatch.StartNew();
        for (var i = 0; i < 1000; i++) Assert.False(glob.Fits(text, out _));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"{watch.Elapsed} for 1,000");
    }

    [Theory]
    [InlineData("refs/tags/**", "'**'")]
    [InlineData("refs/tags/v?", "'?'")]
    [InlineData("refs/tags/[ab]", "'['")]
    [InlineData("refs/tags/v\\d", "'\\'")]
    [InlineData("refs/tags/a b", "' '")]
    [InlineData("refs/tags/{name}", "'{'")]
    [InlineData("refs/tags/{version}-{version}", "more than once")]
    [InlineData("refs/tags/*{version}", "read in two ways")]
    [InlineData("refs/tags/a\nb", "control character")]
    [InlineData("*a*b*c*d*e*f*g*h*i", "more than 8")]
    public void A_ref_that_cannot_be_meant_is_refused_in_words(string text, string says) =>
        Assert.Contains(says, Glob.Parse(text, mayHoldVersion: true).Message, StringComparison.Ordinal);

    [Fact]
    public void Ten_kilobytes_are_no_pattern_and_a_version_is_for_refs_alone()
    {
        Assert.Contains("10240 characters; at most 256", Glob.Parse(new string('a', 10240)).Message, StringComparison.Ordinal);
        Assert.Contains("only the condition 'ref' may", Glob.Parse("v{version}").Message, StringComparison.Ordinal);
    }
}
