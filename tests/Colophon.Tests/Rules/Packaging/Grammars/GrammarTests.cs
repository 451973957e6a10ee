using Colophon.Rules.Packaging.Grammars;
using Colophon.Rules.Packaging.Wheels;
using CsCheck;

namespace Colophon.Tests.Rules.Packaging.Grammars;

/// <summary>What holds for every text: no reader throws, and what was read reads the same when it is written and read again.</summary>
public sealed class GrammarTests
{
    private const int Times = 20_000;

    /// <summary>Texts of the grammars' own words and signs, so that many are almost right.</summary>
    private static Gen<string> Of(params string[] words) =>
        Gen.OneOf<string>(Gen.OneOf(words), Gen.String[Gen.Char["aZ09.-_+*@<>=!~,;:()[]'\" \t\n\\é\u2028\0"], 0, 4]).Array[0, 12].Select(string.Concat);

    private static readonly Gen<string> Requirements = Of(
        "name", "a.b-c", "[x]", "[x,y]", ">=1.0", "==1.*", "~=2.1", "!=3", "===z", " ", ",", "(", ")", ";", " @ ", "https://example.org/x ",
        "python_version", "extra", "os.name", " == ", " < ", " in ", " not in ", " and ", " or ", "'3.8'", "\"x\"", ";python_version<'3'");

    [Fact]
    public void A_requirement_that_was_read_reads_the_same_again() => Requirements.Sample(text =>
        Requirement.Parse(text) is not { } one || Requirement.Parse(one.ToString())?.ToString() == one.ToString(), iter: Times);

    [Fact]
    public void Good_requirements_are_read_and_read_the_same_again()
    {
        var marker = Gen.OneOf("python_version < '3'", "extra == \"a\"", "'x' in sys_platform", "os.name not in 'a b'");
        var markers = Gen.Select(marker, Gen.OneOf(" and ", " or "), marker, Gen.Bool)
            .Select((one, word, other, isInner) => isInner ? $"({one}{word}{other}) and {one}" : one + word + other);
        var parts = Gen.Select(Gen.OneOf("a", "A.b", "x_1-y"), Gen.OneOf("", "[b]", " [b, c]"),
            Gen.OneOf("", ">=1.0", " (==1.*, <2)", "~=1.2,!=1.3"), Gen.OneOf<string>(Gen.Const(""), markers.Select(text => " ; " + text)));
        parts.Select((name, extras, versions, where) => name + extras + versions + where).Sample(
            text => Requirement.Parse(text) is { } one && Requirement.Parse(one.ToString())?.ToString() == one.ToString(), iter: 5_000);
    }

    [Fact]
    public void Conditions_that_were_read_read_the_same_again() => Of(">=", "<", "==", "~=", "!=", "===", "1.0", "2.*", "3a1", ",", " ", "+x")
        .Sample(text => SpecifierSet.Parse(text) is not { } set || SpecifierSet.Parse(set.ToString())?.ToString() == set.ToString(), iter: Times);

    [Fact]
    public void A_licence_expression_in_its_own_spelling_stays_as_it_is()
    {
        Of("MIT", "apache-2.0", " AND ", " or ", " With ", "(", ")", "LicenseRef-x", "Classpath-exception-2.0", "GPL-2.0", "+", " ").Sample(
            text => LicenseExpression.Canonical(text) is not { } canonical || LicenseExpression.Canonical(canonical) == canonical, iter: Times);
        Assert.Equal("(MIT OR Apache-2.0+) AND GPL-2.0-only WITH Classpath-exception-2.0 AND LicenseRef-Own",
            LicenseExpression.Canonical(" ( mit or APACHE-2.0+ )and gpl-2.0-only with classpath-EXCEPTION-2.0 AND licenseref-Own"));
    }

    [Fact]
    public void No_text_makes_a_reader_throw()
    {
        var texts = Gen.OneOf<string>(Gen.String, Of("a@example.org", "<", ">", ",", "\"", "A ", "@", ".", "(", ")", "[console_scripts]\n", "a = b:c\n", " "));
        texts.Sample(text =>
        {
            EmailAddresses.Fault(text);
            WebAddress.IsOne(text);
            EntryPoints.Why(text);
            KnownClassifiers.Fault(text, allowUnknown: false);
            LicenseExpression.Canonical(text);
            Requirement.Parse(text);
            SpecifierSet.Parse(text);
            return true;
        }, iter: Times);
        var deep = new string('(', 1_000_000);
        Assert.Null(Requirement.Parse("a; " + deep));
        Assert.Null(LicenseExpression.Canonical(deep));
    }

    [Fact]
    public void An_address_that_is_good_alone_is_good_in_a_list_and_behind_a_name()
    {
        var names = Gen.OneOf("", "A. Author ", "\"Doe, John\" ", "Doe, John ", "(who) ");
        var addresses = Gen.OneOf("a@example.org", "a.b+c@sub.example.org", "é@exämple.org", "a", "a@b", "@example.org", "a..b@example.org");
        Gen.Select(names, addresses, addresses).Sample((name, one, other) =>
            (EmailAddresses.Fault($"{name}<{one}>, {other}@") is null) == false
            && (EmailAddresses.Fault($"{name}<{one}>") is null) == (EmailAddresses.Fault(one) is null)
            && (EmailAddresses.Fault($"{name}<{one}>, B <{other}>") is null) == (EmailAddresses.Fault(one) is null && EmailAddresses.Fault(other) is null),
            iter: 2_000);
    }

    [Fact]
    public void The_lists_are_there_and_say_of_when_they_are()
    {
        Assert.True(KnownList.Lines("classifiers.txt").Count > 850 && KnownList.Lines("licenses.txt").Count > 700);
        Assert.All(["classifiers.txt", "licenses.txt", "exceptions.txt"], list => Assert.Matches("20[0-9]{2}", KnownList.About(list)));
    }
}
