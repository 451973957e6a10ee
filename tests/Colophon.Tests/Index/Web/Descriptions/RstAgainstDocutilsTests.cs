using System.Text.Json;
using AngleSharp.Html.Parser;
using Colophon.Index.Web.Descriptions.Rst;
using Colophon.Tests.Support;

namespace Colophon.Tests.Index.Web.Descriptions;

/// <summary>
/// docutils, with the settings of PyPI's renderer, is the judge: what it renders is never refused here, what it refuses is, and the text that a
/// reader sees is the same. Typographic quotes and the promotion of a lone title are its alone.
/// </summary>
public sealed class RstAgainstDocutilsTests
{
    private const string Oracle = """
        import io, json, sys
        from docutils.core import publish_parts
        from docutils.utils import SystemMessage
        from readme_renderer.rst import SETTINGS
        settings = dict(SETTINGS, smart_quotes=False, doctitle_xform=False, sectsubtitle_xform=False, docinfo_xform=False,
                        cloak_email_addresses=False, math_output='LaTeX')
        def judge(text):
            try:
                return publish_parts(text, writer_name='html5', settings_overrides=dict(settings, warning_stream=io.StringIO()))['fragment'] or None
            except SystemMessage:
                return None
        print(json.dumps([judge(text) for text in json.load(open('input'))]))
        """;

    [Fact]
    public async Task Judges_each_case_as_docutils_does_and_shows_the_same_text()
    {
        var cases = Directory.EnumerateFiles(Checkout.Vectors("descriptions/rst"), "*.rst").Order().ToList();
        Assert.True(cases.Count > 200);
        Assert.Empty(await Differences(cases.ToDictionary(path => Path.GetFileName(path), File.ReadAllText), unknown: []));
    }

    [Fact]
    public async Task Judges_the_descriptions_of_this_machine_as_docutils_does()
    {
        var descriptions = InstalledDescriptions.All().Where(found => found.IsRst).ToDictionary(found => found.Of, found => found.Text);
        Assert.True(descriptions.Count > 5, $"{descriptions.Count} descriptions");
        var unknown = new List<string>();
        Assert.Empty(await Differences(descriptions, unknown));
        Assert.True(unknown.Count * 20 <= descriptions.Count, $"Shown as they are: {string.Join(", ", unknown)}");
    }

    /// <summary>Where this reader and docutils differ; texts that this reader leaves as they are go to <paramref name="unknown"/>.</summary>
    private static async Task<List<string>> Differences(Dictionary<string, string> texts, List<string> unknown)
    {
        var judged = JsonSerializer.Deserialize<List<string?>>(await Python.Run(Oracle, JsonSerializer.Serialize(texts.Values)))!;
        var different = new List<string>();
        foreach (var ((name, text), expected) in texts.Zip(judged))
        {
            var read = RstText.Read(text);
            if (read.Markup is null && read.Flaw is null) unknown.Add(name);
            else if (read.Flaw is not null != expected is null) different.Add($"{name}: {read.Flaw?.ToString() ?? "renders, docutils refuses"}");
            else if (expected is not null && TextOf(read.Markup!) != TextOf(expected)) different.Add($"{name}: {TextOf(read.Markup!)} ≠ {TextOf(expected)}");
        }

        return different;
    }

    private static string TextOf(string markup) =>
        string.Concat(new HtmlParser().ParseDocument(markup).Body!.TextContent.Where(c => !char.IsWhiteSpace(c)));
}
