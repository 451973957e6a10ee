using Markdig;

namespace Colophon.Index.Web.Descriptions;

/// <summary>Markdown to markup that is not yet safe: raw HTML passes through and has to be cleaned.</summary>
internal static class MarkdownText
{
    private const int MostBrackets = 10_000;
    private const int MostCells = 500_000;

    /// <summary>What GitHub and PyPI render beyond CommonMark.</summary>
    private static readonly MarkdownPipeline GitHub = new MarkdownPipelineBuilder()
        .UsePipeTables().UseTaskLists().UseAutoLinks().UseAlertBlocks().UseFootnotes()
        .UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough)
        .Build();

    private static readonly MarkdownPipeline CommonMark = new MarkdownPipelineBuilder().Build();

    public static string Render(string text, bool commonMark)
    {
        if (TooMuchIn(text) is { } why) throw new TooDeep(why);
        try
        {
            return Markdown.ToHtml(text, commonMark ? CommonMark : GitHub);
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            // Its depth limit, or a fault of the library that a generated text has found: nobody's page breaks for it.
            throw new TooDeep("it nests too deeply or cannot be read");
        }
    }

    /// <summary>
    /// What the library takes too long for: brackets cost it the square of their number, and a table gets every cell of every row,
    /// written or not.
    /// </summary>
    private static string? TooMuchIn(string text)
    {
        if (text.AsSpan().Count('[') > MostBrackets) return $"it has more than {MostBrackets} brackets";
        var (widest, rows) = (0, 0);
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            var bars = line.Count('|');
            widest = Math.Max(widest, bars);
            if (bars > 0 || widest > 0) rows++;
        }

        return (long)widest * rows > MostCells ? "its tables are too large" : null;
    }
}
