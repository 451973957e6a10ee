using Colophon.Index.Web.Descriptions;
using Colophon.Tests.Support;

namespace Colophon.Tests.Index.Web.Descriptions;

/// <summary>Nothing that a description holds acts on our pages (threats.md F01, F02, F05).</summary>
public sealed class DescriptionSafetyTests
{
    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Checkout.Vectors("descriptions/xss"), "*.txt").Select(path => Path.GetFileName(path)).Order()];

    [Theory, MemberData(nameof(Files))]
    public void No_payload_is_active_in_Markdown_alone_or_among_other_text(string file)
    {
        var payloads = Payloads(file);
        Assert.All(payloads, payload =>
        {
            foreach (var text in (string[])[payload, $"Some text {payload} more.", $"* item\n\n  {payload}\n", $"<div>\n\n{payload}\n\n</div>"])
                AssertSafe(text, "text/markdown", payload);
        });
        AssertSafe(string.Join("\n\n", payloads), "text/markdown", file);
        AssertSafe(string.Join("\n\n", payloads), "text/markdown; variant=CommonMark", file);
        AssertSafe(string.Join("\n\n", payloads), "text/plain", file);
    }

    [Fact]
    public void No_payload_is_active_in_reStructuredText()
    {
        foreach (var path in Directory.EnumerateFiles(Checkout.Vectors("descriptions/xss/rst")))
            AssertSafe(File.ReadAllText(path), null, path);
        foreach (var payload in Directory.EnumerateFiles(Checkout.Vectors("descriptions/xss"), "*.txt").SelectMany(path => Payloads(Path.GetFileName(path))))
            AssertSafe($"Text\n====\n\n``x`` {payload}\n\n::\n\n   {payload.Replace("\n", "\n   ", StringComparison.Ordinal)}\n", "text/x-rst", payload);
    }

    [Fact]
    public void The_corpus_is_large_and_the_checker_sees_what_is_active()
    {
        var payloads = Files.SelectMany(row => Payloads(row.Data)).ToList();
        Assert.True(payloads.Count + Directory.GetFiles(Checkout.Vectors("descriptions/xss/rst")).Length >= 250);
        var raw = payloads.Where(payload => payload.StartsWith('<')).ToList();
        Assert.True(raw.Count(payload => ActiveContent.In(payload).Count > 0) > raw.Count * 9 / 10);
    }

    [Fact]
    public void Pictures_are_links_and_other_sites_are_never_asked()
    {
        Assert.Equal("<p><a href=\"https://x.example/b.svg\" rel=\"nofollow noopener noreferrer\">build</a></p>\n",
            Markdown("![build](https://x.example/b.svg)"));
        Assert.Equal("<p><a href=\"https://ci.example\" rel=\"nofollow noopener noreferrer\">build</a></p>\n",
            Markdown("[![build](https://x.example/b.svg)](https://ci.example)"));
        Assert.Equal("<p><a href=\"https://x.example/a/logo.png\" rel=\"nofollow noopener noreferrer\">logo.png</a></p>\n",
            Markdown("<p><img src=\"https://x.example/a/logo.png\"></p>"));
        Assert.Equal("<p>drawing</p>\n", Markdown("![drawing](docs/drawing.png)"));
    }

    private static string Markdown(string text) => Description.Render(text, "text/markdown").Markup.ToString();

    private static List<string> Payloads(string file) =>
        [.. File.ReadLines(Checkout.Vectors($"descriptions/xss/{file}")).Select(line => line.Replace('\u23ce', '\n'))];

    private static void AssertSafe(string text, string? type, string of)
    {
        var found = ActiveContent.In(Description.Render(text, type).Markup.ToString());
        Assert.True(found.Count == 0, $"{of}: {string.Join(", ", found)}");
    }
}
