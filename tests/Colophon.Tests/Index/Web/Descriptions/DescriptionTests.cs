using Colophon.Index.Web.Descriptions;

namespace Colophon.Tests.Index.Web.Descriptions;

public sealed class DescriptionTests
{
    [Fact]
    public void Renders_what_GitHub_renders_beyond_CommonMark()
    {
        var markup = Render("| a | b |\n|---|:-:|\n| 1 | 2 |\n\n- [x] done\n- [ ] open\n\n> [!NOTE]\n> Mind.\n\n~~gone~~ https://x.example\n\n```python\nx\n```\n",
            "text/markdown");
        foreach (var part in (string[])["<th align=\"center\">b</th>", "\u2611 done", "\u2610 open", "markdown-alert-note", "<del>gone</del>",
            "href=\"https://x.example\"", "<code class=\"language-python\">x"]) Assert.Contains(part, markup, StringComparison.Ordinal);
        Assert.DoesNotContain("<table>", Render("| a |\n|---|\n| 1 |\n", "text/markdown; charset=UTF-8; variant=CommonMark"), StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_the_page_to_one_h1_and_its_own_ids()
    {
        Assert.Equal("<h2 id=\"description-main\">Main</h2>\n<h3 id=\"description-body\">Body</h3>\n", Render("# Main\n## Body\n", "text/markdown"));
        Assert.Contains("<a href=\"#description-main\">", Render("[up](#main)", "text/markdown"), StringComparison.Ordinal);
        Assert.Contains("<h2 id=\"description-main\">Main</h2>", Render("Main\n====\n\nText.\n", null), StringComparison.Ordinal);
    }

    [Fact]
    public void Keeps_harmless_HTML()
    {
        Assert.Equal("<details open=\"\"><summary>More</summary>\n<p align=\"center\">Text<br>H<sub>2</sub>O</p></details>\n",
            Render("<details open><summary>More</summary>\n<p align=center>Text<br>H<sub>2</sub>O</p></details>\n", "text/markdown"));
    }

    [Fact]
    public void Shows_as_it_is_what_it_cannot_render_and_says_why()
    {
        var unknown = Description.Render(".. sectnum::\n\nText & more.\n", "text/x-rst");
        Assert.Equal("<pre>\n.. sectnum::\n\nText &amp; more.\n</pre>", unknown.Markup.ToString());
        Assert.Equal("line 1: the directive \"sectnum\" is not rendered here", unknown.PlainBecause);
        Assert.Null(Description.FlawIn(".. sectnum::\n\nText.\n", "text/x-rst"));

        Assert.Null(Description.Render("a < b", "text/plain").PlainBecause);
        Assert.NotNull(Description.Render(new string('x', Description.MostCharacters + 1), "text/markdown").PlainBecause);
    }

    [Theory]
    [InlineData("A long title\n====\n", 2, "Title underline too short")]
    [InlineData("x\n\nSee :ref:`this`.\n", 3, "Unknown interpreted text role \"ref\"")]
    [InlineData("x\n\n.. toctree::\n", 3, "Unknown directive type \"toctree\"")]
    [InlineData("See nowhere_.\n", 1, "Unknown target name: \"nowhere\"")]
    [InlineData("* one\ntwo\n", 2, "Bullet list ends without a blank line")]
    [InlineData("a\n\n.. raw:: html\n\n   <b>\n", 3, "\"raw\" directive disabled")]
    public void Names_the_line_of_a_flaw(string text, int line, string what)
    {
        var flaw = Description.FlawIn(text, null);
        Assert.NotNull(flaw);
        Assert.Equal(line, flaw.Line);
        Assert.StartsWith(what, flaw.What, StringComparison.Ordinal);
        Assert.Null(Description.FlawIn(text, "text/markdown"));
        Assert.Null(Description.FlawIn(text, "text/plain"));
    }

    [Fact]
    public void Reads_a_description_that_old_tools_folded_into_a_header()
    {
        Assert.Contains("<h2 id=\"description-title\">Title</h2>", Render("Title\n        =====\n        \n        * item\n       |\n        Text.", null),
            StringComparison.Ordinal);
    }

    private static string Render(string text, string? type) => Description.Render(text, type).Markup.ToString();
}
