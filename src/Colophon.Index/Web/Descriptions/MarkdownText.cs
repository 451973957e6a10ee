using Markdig;
using Markdig.Extensions.AutoIdentifiers;

namespace Colophon.Index.Web.Descriptions;

/// <summary>Markdown to markup that is not yet safe: raw HTML passes through and has to be cleaned.</summary>
internal static class MarkdownText
{
    /// <summary>What GitHub and PyPI render beyond CommonMark.</summary>
    private static readonly MarkdownPipeline GitHub = new MarkdownPipelineBuilder()
        .UsePipeTables().UseTaskLists().UseAutoLinks().UseAlertBlocks().UseFootnotes()
        .UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough)
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .Build();

    private static readonly MarkdownPipeline CommonMark = new MarkdownPipelineBuilder()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub).Build();

    public static string Render(string text, bool commonMark)
    {
        try
        {
            return Markdown.ToHtml(text, commonMark ? CommonMark : GitHub);
        }
        catch (ArgumentException tooDeep) when (tooDeep.Message.Contains("nested", StringComparison.Ordinal))
        {
            throw new TooDeep("its lists, quotes or emphases nest too deeply");
        }
    }
}
