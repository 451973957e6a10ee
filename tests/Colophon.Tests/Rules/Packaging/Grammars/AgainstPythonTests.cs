using System.Text.Json;
using Colophon.Rules.Packaging.Grammars;
using Colophon.Tests.Support;

namespace Colophon.Tests.Rules.Packaging.Grammars;

/// <summary>
/// Python's <c>packaging</c>, which PyPI and pip judge by, on generated texts: what one takes the other takes, and reads the same. Stricter on
/// purpose: a name that ends in '_', a backslash in quotes, and <c>===</c> before nothing.
/// </summary>
public sealed class AgainstPythonTests
{
    private const string Judge = """
        import json
        from packaging.requirements import Requirement
        from packaging.specifiers import SpecifierSet
        asked, requirements, sets = json.load(open("input")), [], []
        for text in asked["requirements"]:
            try:
                r = Requirement(text)
                requirements.append([r.name, sorted(r.extras), r.url, sorted(str(s) for s in r.specifier), str(r.marker) if r.marker else None])
            except ValueError:
                requirements.append(None)
        for text in asked["sets"]:
            try:
                sets.append(sorted(str(s) for s in SpecifierSet(text)))
            except ValueError:
                sets.append(None)
        print(json.dumps({"requirements": requirements, "sets": sets}))
        """;

    [Fact]
    public async Task Requirements_and_conditions_are_read_as_pythons_packaging_reads_them()
    {
        var random = new Random(508);
        var requirements = Enumerable.Range(0, 6000).Select(_ => ARequirement(random)).ToList();
        var sets = Enumerable.Range(0, 4000).Select(_ => ASet(random)).ToList();
        var answer = JsonDocument.Parse(await Python.Run(Judge, JsonSerializer.Serialize(new { requirements, sets }))).RootElement;

        var taken = 0;
        foreach (var (at, theirs) in answer.GetProperty("requirements").EnumerateArray().Index())
        {
            var ours = Requirement.Parse(requirements[at]);
            Assert.True((ours is null) == (theirs.ValueKind == JsonValueKind.Null), $"'{requirements[at]}': we say {ours}, they {theirs}");
            if (ours is null) continue;
            taken++;
            Assert.Equal(theirs[0].GetString(), ours.Name);
            Assert.Equal(theirs[1].EnumerateArray().Select(extra => extra.GetString()), ours.Extras.Distinct().Order(StringComparer.Ordinal));
            Assert.Equal(theirs[2].GetString(), ours.Url);
            Same(theirs[3], ours.Specifiers, requirements[at]);
            var marker = theirs[4].GetString() is { } text ? Requirement.Parse($"a; {text}")!.Marker!.ToString() : null;
            Assert.Equal(marker, ours.Marker?.ToString());
        }

        Assert.True(taken is > 1500 and < 5000, $"{taken} of {requirements.Count} requirements were taken");
        foreach (var (at, theirs) in answer.GetProperty("sets").EnumerateArray().Index())
        {
            var ours = SpecifierSet.Parse(sets[at]);
            Assert.True((ours is null) == (theirs.ValueKind == JsonValueKind.Null), $"'{sets[at]}': we say {ours}, they {theirs}");
            if (ours is not null) Same(theirs, ours, sets[at]);
        }
    }

    /// <summary>Python keeps one of several spellings of a condition, we keep all.</summary>
    private static void Same(JsonElement theirs, SpecifierSet ours, string text)
    {
        var written = ours.Of.Select(one => one.ToString()).ToHashSet(StringComparer.Ordinal);
        Assert.True(theirs.EnumerateArray().All(one => written.Contains(one.GetString()!)) && theirs.GetArrayLength() <= written.Count
            && (theirs.GetArrayLength() == 0) == (written.Count == 0), $"'{text}': we read {ours}, they {theirs}");
    }

    private static string Pick(Random random, params string[] parts) => parts[random.Next(parts.Length)];

    /// <summary>The good one nine times of ten.</summary>
    private static string Mostly(Random random, string good, params string[] bad) => random.Next(10) > 0 ? good : Pick(random, bad);

    private static string ASet(Random random) => string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
        ACondition(random) + Mostly(random, ",", " , ", "", " ", ",,")));

    private static string ACondition(Random random)
    {
        var op = Mostly(random, Pick(random, ">=", "<=", "==", "!=", "~=", "<", ">", "==="), "=", "", "=>");
        var version = Mostly(random, Pick(random, "1.0", "2.3.4", "v1.0", "1!2.0", "1.0a1", "1.0.post1", "1.0-1", "1.0.dev3", "1.0rc1.post2.dev3", "01.0"),
            "dog", "1..0", "1", "1.0-");
        var tail = op is "==" or "!=" ? Pick(random, "", "", ".*", "+local.1") : Mostly(random, "", ".*", "+a..b", "-", ".x", "+l");
        return op + Pick(random, "", "", " ") + version + tail;
    }

    private static string ARequirement(Random random)
    {
        var name = Pick(random, "", "", " ") + Mostly(random, Pick(random, "a", "A.b-c_d", "x1", "1x"), "-a", "a-", "a b", "");
        var extras = Mostly(random, Pick(random, "", "[b]", " [ b , c ]", "[]"), "[b,]", "[b", "[b c]", "]");
        var marker = random.Next(2) == 0 ? "" : Mostly(random, ";", "", ";;", ":") + Pick(random, "", " ") + Marker(random, 2);
        return name + extras + Pick(random, "", " ") + Versions(random) + Pick(random, "", "", " ") + marker;
    }

    private static string Versions(Random random) => random.Next(6) switch
    {
        0 => "",
        1 => Mostly(random, $"({ACondition(random)}, {ACondition(random)})", $"({ACondition(random)}", $"{ACondition(random)})", "()"),
        2 => Pick(random, "@ https://example.org/a ", "@https://example.org/a "),
        _ => ACondition(random) + (random.Next(3) == 0 ? "," + ACondition(random) : ""),
    };

    private static string Marker(Random random, int depth)
    {
        var one = Comparison(random);
        if (depth == 0 || random.Next(2) == 0) return one;
        var other = Marker(random, depth - 1);
        return random.Next(3) == 0
            ? $"({one}) {Mostly(random, "and", "xor")} ({other}{Mostly(random, ")", "", "))")}"
            : $"{one} {Pick(random, "and", "or")} {other}";
    }

    private static string Comparison(Random random)
    {
        var op = Mostly(random, Pick(random, " == ", "<", " in ", " not in ", " not  in ", "~=", "==="), " = ", " is ", "");
        if (random.Next(6) == 0) return $"extra{op}{Mostly(random, "'docs'", "docs")}"; // Python rewrites separators in extras
        var variable = Mostly(random, Pick(random, "python_version", "os_name", "os.name", "sys_platform", "platform.version", "implementation_name",
            "python_implementation", "platform_python_implementation"), "banana", "Python_version", "os-name");
        var value = Mostly(random, Pick(random, "'3.8'", "\"x y\"", "\"it's\""), "'a", "3", "");
        return random.Next(2) == 0 ? variable + op + value : value + op + variable;
    }
}
