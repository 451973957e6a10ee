using System.Text.Json;
using Colophon.Rules.Packaging.Containers;
using Colophon.Tests.Support;

namespace Colophon.Tests.Rules.Packaging.Containers;

public sealed class FoldedNameTests
{
    private const string Judge = """
        import json, random, unicodedata as u
        random.seed(5)
        fold = lambda s: u.normalize("NFD", u.normalize("NFD", u.normalize("NFD", s).casefold()).casefold())
        known = [chr(c) for c in range(0x80, 0x30000) if not 0xD800 <= c < 0xE000 and u.category(chr(c)) not in ("Cn", "Co", "Cc", "Cf") and c != 0x345]
        pairs = [(c, d) for c in known for d in {u.normalize("NFC", c), u.normalize("NFD", c), c.upper(), c.lower(), c.casefold(), fold(c)} if d != c and fold(c) == fold(d) and "\u0345" not in u.normalize("NFD", c + d)]
        marks = [c for c in known if u.combining(c)]
        for _ in range(5000):
            s = random.choice(known) + "".join(random.choice(marks) for _ in range(3))
            if "\u0345" not in u.normalize("NFD", s): pairs.append((u.normalize("NFC", s), u.normalize("NFD", s)))
        print(json.dumps(pairs))
        """;

    [Fact]
    public async Task What_Python_takes_for_one_name_without_case_and_in_normal_form_has_one_key()
    {
        var pairs = JsonDocument.Parse(await Python.Run(Judge)).RootElement.EnumerateArray()
            .Select(pair => (pair[0].GetString()!, pair[1].GetString()!)).ToList();

        Assert.True(pairs.Count > 10_000, $"{pairs.Count} pairs");
        Assert.All(pairs, pair => Assert.Equal(FoldedName.Of(pair.Item1), FoldedName.Of(pair.Item2)));
        TestContext.Current.TestOutputHelper!.WriteLine($"{pairs.Count} pairs of names");
    }

    [Theory]
    [InlineData("é", "e")]
    [InlineData("한", "하")]
    [InlineData("a/b", "ab")]
    [InlineData("ı", "i")]
    public void Names_that_file_systems_keep_apart_have_two_keys(string one, string other) =>
        Assert.NotEqual(FoldedName.Of(one), FoldedName.Of(other));
}
