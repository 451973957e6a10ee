using System.Diagnostics;
using Colophon.Index.Web.Descriptions;
using Colophon.Tests.Support;
using CsCheck;

namespace Colophon.Tests.Index.Web.Descriptions;

/// <summary>No text takes the server's time, stack or memory, and none throws (threats.md F03).</summary>
public sealed class DescriptionBoundsTests
{
    /// <summary>Far above what a loaded machine needs; what grows with the square of a text takes minutes.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(10);

    private static readonly string[] Types = ["text/markdown", "text/x-rst", "text/plain"];

    /// <summary>Pieces out of which marks of both languages, and of HTML, come together.</summary>
    private static readonly string[] Pieces =
    [
        "*", "**", "`", "``", "_", "__", "|", "[", "]", "(", ")", "<", ">", "</", "<b>", "</b>", "<p>", "<div>", "</div>", "<a href=", "\"", "'", "\\", ":", "::", "..",
        ".. ", "=", "-", "====", "----", "~~~~", "+--+--+", "|  |  |", "\n", "\n\n", "\n   ", "   ", " ", "a", "b", "word", "* ", "1. ", "#. ", "(a) ", ":f: ", "-x  ",
        ".. note::", ".. image:: x", ".. code::", ".. _a: b", "a_", "[1]_", ".. [1] x", "|s|", ".. |s| replace:: t", "   :alt: x", ":code:", ".. list-table::", "# ", "> ",
        "```", "- [ ] ", "<!--", "-->", "<svg", "<script>", "&lt;", "&#x3c;", "javascript:", "https://x", "\t", "é", "日本", "\u0000", "\ud83d", "\u2028"
    ];

    private static readonly Gen<string> Texts = Gen.Int[0, Pieces.Length - 1].Array[0, 60].Select(chosen => string.Concat(chosen.Select(at => Pieces[at])));

    [Fact]
    public void Any_text_renders_safely_or_stands_as_it_is() => Texts.Sample(text =>
    {
        foreach (var type in Types)
        {
            var found = ActiveContent.In(Description.Render(text, type).Markup.ToString());
            Assert.True(found.Count == 0, string.Join(", ", found));
        }

        _ = Description.FlawIn(text, null);
    }, iter: 300, seed: "0N0XIzNsQ0O2", threads: 2);

    [Fact]
    public void Nasty_texts_take_no_longer_than_long_ones()
    {
        var slow = new List<string>();
        foreach (var (name, text) in NastyTexts.All)
        {
            foreach (var type in Types)
            {
                var begun = Stopwatch.GetTimestamp();
                var markup = Description.Render(text, type).Markup.ToString();
                if (Stopwatch.GetElapsedTime(begun) is var took && took > Most) slow.Add($"{name} as {type}: {took.TotalSeconds:F1} s");
                if (markup.Length > 3_000_000) slow.Add($"{name} as {type}: {markup.Length} characters");
            }
        }

        Assert.Empty(slow);
    }
}
