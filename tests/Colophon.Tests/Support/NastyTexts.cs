using System.Text;

namespace Colophon.Tests.Support;

/// <summary>Texts of some kilobytes that make careless renderers slow, deep or large.</summary>
internal static class NastyTexts
{
    private const int Size = 4_000;

    public static IReadOnlyList<(string Name, string Text)> All { get; } =
    [
        .. new[]
        {
            "[", "![", "[a](", "[a](<b", "(", "*", "**", "_", "__", "~~", "`", "``", "\\", "<", "<b>", "<b><i>", "<p>x", "<div>", "</div>", "<a href=\"", "<a ",
            "<!--", "<!-- -->", "&", "&amp;", "&#", "> ", "- ", "* ", "1. ", "+ ", "#", "|", "a|", "| ", "|-", "||", "\t", " ", "\n", "x\n", "> x\n", "a@", "http://",
            "https://a.", "www.", "<http://a>", "[^1]", "[^1]:", "[ ]", "[x] ", "- [ ] a\n", "***", "a**b", "*a_b", "a*", "**a *b ", "a `b ", ":a", ":a:`b` ", "|a| ",
            "a_ ", "a__ ", "a_b", "a-", "_`a ", "[1]_ ", "[#]_ ", "`a <b>`_ ", ".. ", ".. _a: b\n", ".. |a| replace:: b\n", "::\n\n ", "=", "= ", "=====\n", "a\n=\n",
            "+-", "+-+-+\n", "+--+\n|a |\n", "== ==\n", ".. note:: ", ".. a::\n", ":a: b\n", "-a b  c\n", "| a\n", "\n\n   a\n", "\u00a0", "\u200b*", "日", "😀*",
            "<table><tr><td>", "<table><b>", "<li>", "<dd><dt>", "<font color=1>", "<details><summary>", "<a><b><p>", "<ul><li>", "<blockquote>", "<svg>", "<math>",
            "<script>", "</script", "<style>", "<!", "<?", "<![CDATA[", "<img src=x>", "<img alt='", "\"", "'", "{", "$", "$$", "~~~\n", "```\n", "```a`", "[a]: b\n", "[a]\n",
        }.Select(piece => ($"repeated {piece.Replace("\n", "\\n", StringComparison.Ordinal)}", Repeat(piece, Size / piece.Length))),
        ("nested bullets", Nested(depth => $"{new string(' ', depth * 2)}* a\n\n", 400)),
        ("nested quotes", Nested(depth => $"{new string(' ', depth * 2)}a\n\n", 400)),
        ("nested Markdown quotes", Nested(depth => $"{Repeat("> ", depth)}a\n", 400)),
        ("nested divs", Repeat("<div>", 3_000) + "x" + Repeat("</div>", 3_000)),
        ("unclosed formatting before paragraphs", Enumerable.Range(0, 500).Aggregate(new StringBuilder(), (all, n) => all.Append($"<font id=f{n}>")) + Repeat("<p>x", 3_000)),
        ("brackets that nearly match", Repeat("[", 9_000) + "a" + Repeat("](b)", 4_500)),
        ("emphasis that nearly matches", Repeat("*a **b ", 2_000) + Repeat(" b** a*", 2_000)),
        ("a grid of corners", string.Join("\n", Enumerable.Repeat(Repeat("+-", 150) + "+", 300))),
        ("substitutions that multiply", string.Concat(Enumerable.Range(0, 30).Select(n => $".. |a{n}| replace:: |a{n + 1}| |a{n + 1}|\n")) + ".. |a30| replace:: x\n\n|a0|\n"),
        ("targets in a circle", string.Concat(Enumerable.Range(0, 2000).Select(n => $".. _a{n}: a{(n + 1) % 2000}_\n")) + "\na0_\n"),
        ("many names", string.Concat(Enumerable.Range(0, 1000).Select(n => $"a{n}_\n\n.. _a{n}: b\n\n"))),
        ("many titles of one name", string.Concat(Enumerable.Repeat("A\n=\n\n", 4_000))),
        ("many Markdown titles of one name", string.Concat(Enumerable.Repeat("# a\n", 1_000))),
        ("many footnotes", string.Concat(Enumerable.Range(0, 1000).Select(n => $"[#]_\n\n.. [#] b\n\n"))),
        ("many Markdown footnotes", string.Concat(Enumerable.Range(0, 1000).Select(n => $"[^{n}]\n\n[^{n}]: b\n\n"))),
        ("many reference definitions", string.Concat(Enumerable.Range(0, 2000).Select(n => $"[a{n}]: b\n")) + string.Concat(Enumerable.Range(0, 1000).Select(n => $"[a{n}] "))),
        ("a wide table", "|" + Repeat("a|", 2000) + "\n|" + Repeat("-|", 2000) + "\n" + Repeat("|x\n", 20_000)),
        ("a list item of lists", string.Concat(Enumerable.Repeat("* * * * * * * * a\n", 1_000))),
    ];

    private static string Repeat(string piece, int times) => new StringBuilder().Insert(0, piece, times).ToString();

    private static string Nested(Func<int, string> line, int deep) => string.Concat(Enumerable.Range(0, deep).Select(line));
}
