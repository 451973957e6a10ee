using System.Text.Json;
using Colophon.Rules.Packaging.Names;
using Colophon.Tests.Support;

namespace Colophon.Tests.Rules.Packaging.Names;

public sealed class ReleaseVersionTests
{
    private const string Judge = """
        import json, sys, functools
        from pip._vendor.packaging.version import Version, InvalidVersion
        from pip._vendor.packaging.utils import canonicalize_version
        out, good = [], []
        for text in json.load(open("input")):
            try:
                v = Version(text); good.append((v, text)); out.append([text, str(v), canonicalize_version(text), v.is_prerelease])
            except InvalidVersion:
                out.append([text, None, None, None])
        good.sort(key=lambda pair: pair[0])
        print(json.dumps({"judged": out, "order": [str(v) for v, _ in good]}))
        """;

    [Fact]
    public async Task Spellings_normal_forms_and_order_are_those_of_pythons_packaging()
    {
        var texts = Generated(4000);
        var answer = JsonDocument.Parse(await Python.Run(Judge, JsonSerializer.Serialize(texts))).RootElement;

        var valid = new List<ReleaseVersion>();
        foreach (var row in answer.GetProperty("judged").EnumerateArray())
        {
            var text = row[0].GetString()!;
            var isOurs = ReleaseVersion.Parse(text).TryGet(out var version, out _);
            Assert.True(isOurs == (row[1].ValueKind != JsonValueKind.Null), $"'{text}': we say {isOurs}");
            if (!isOurs) continue;
            Assert.Equal((row[1].GetString(), row[2].GetString(), row[3].GetBoolean()),
                (version!.Text, version.Canonical, version.IsPrerelease));
            valid.Add(version);
        }

        Assert.True(valid.Count > 1000, $"{valid.Count} valid");
        var order = answer.GetProperty("order").EnumerateArray().Select(v => v.GetString()!).ToList();
        for (var i = 1; i < order.Count; i++)
        {
            Assert.True(ReleaseVersion.Parse(order[i - 1]).TryGet(out var left, out _) & ReleaseVersion.Parse(order[i])
                .TryGet(out var right, out _));
            Assert.True(left! <= right!, $"{left} <= {right}");
        }
    }

    [Theory]
    [InlineData("1.0", "1.0.0")]
    [InlineData("v1.0", "1")]
    [InlineData("1.0-RC.1", "1.0rc1")]
    [InlineData("1!0", "1!0.0.0")]
    public void Equal_versions_are_one_release(string one, string other)
    {
        Assert.True(ReleaseVersion.Parse(one).TryGet(out var left, out _) & ReleaseVersion.Parse(other).TryGet(out var right, out _));
        Assert.Equal(left!.Canonical, right!.Canonical);
        Assert.True(left == right);
    }

    [Theory]
    [InlineData("1.0+\u0130")]
    [InlineData("\u0661.0")]
    [InlineData("1.0\u212A")]
    [InlineData("")]
    [InlineData("1.0 dog")]
    public void Only_ascii_makes_a_version(string text) => Assert.False(ReleaseVersion.Parse(text).TryGet(out _, out _));

    /// <summary>Versions put together from parts that fit, and some that do not; the same each time.</summary>
    private static List<string> Generated(int count)
    {
        var random = new Random(440);
        string Pick(params string[] parts) => parts[random.Next(parts.Length)];
        return [.. Enumerable.Range(0, count)
            .Select(_ =>
            Pick("", "", "", "v", "V") + Pick("", "", "", "1!", "0!", "12!")
            + Pick("0", "1", "1.0", "1.2.3", "2.0.0", "01.002", "2026.11", "1..2", "1.")
            + Pick("", "", "a1", ".b2", "-rc.3", "_alpha", "beta-4", "c", "pre5", ".preview6", "a.1.2", "x1")
                + Pick("", "", "", "-1", ".post2", "post", "-rev.3", "_r4", ".post-5", "-")
            + Pick("", "", "", ".dev1", "dev", "-dev_2", ".dev-3", ".develop")
                + Pick("", "", "", "+local", "+ubuntu-1", "+1.2_a", "+01", "+a..b", "+") + Pick("", "", "", " ", "\n", "!"))];
    }
}
