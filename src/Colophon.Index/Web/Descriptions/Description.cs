using System.Net;
using Colophon.Index.Web.Descriptions.Rst;
using Microsoft.AspNetCore.Components;

namespace Colophon.Index.Web.Descriptions;

/// <summary>
/// The long description of a release: a stranger's text, as markup that cannot act (threats.md F01-F03, ADR 0025).
/// Rendering is the expensive part, about a megabyte a second: callers keep what they get.
/// </summary>
internal static class Description
{
    /// <summary>Longer texts are shown as they are: a page of that size is no description, and its rendering would take seconds.</summary>
    public const int MostCharacters = 256 << 10;

    /// <summary>
    /// Safe markup of the text in the form that the metadata name; reStructuredText where they name none, as PyPI reads it.
    /// </summary>
    public static RenderedDescription Render(string text, string? contentType)
    {
        var whole = Unfold(text);
        if (whole.Length > MostCharacters)
            return AsItIs(whole, $"it has {whole.Length} characters, and only {MostCharacters} are rendered");
        return MarkupOf(contentType) switch
        {
            Markup.Markdown => Guarded(whole, () => MarkdownText.Render(whole, IsCommonMark(contentType))),
            Markup.ReStructuredText => RenderRst(whole),
            _ => AsItIs(whole, null),
        };
    }

    /// <summary>
    /// What keeps the text from being rendered by anybody, or null. Plain text and Markdown always render; what only this renderer does not
    /// know is no flaw.
    /// </summary>
    public static Flaw? FlawIn(string text, string? contentType)
    {
        var whole = Unfold(text);
        return MarkupOf(contentType) == Markup.ReStructuredText && whole.Length <= MostCharacters ? RstText.Read(whole).Flaw : null;
    }

    private static RenderedDescription RenderRst(string text)
    {
        var read = RstText.Read(text);
        if (read.Markup is null) return AsItIs(text, read.Why);
        return Guarded(text, () => read.Markup);
    }

    private static RenderedDescription Guarded(string text, Func<string> unsafeMarkup)
    {
        try
        {
            return new RenderedDescription(new MarkupString(SafeMarkup.Of(unsafeMarkup())), null);
        }
        catch (TooDeep tooDeep)
        {
            return AsItIs(text, tooDeep.Message);
        }
    }

    private static RenderedDescription AsItIs(string text, string? why) => new(new MarkupString($"<pre>\n{WebUtility.HtmlEncode(text)}</pre>"), why);

    private static Markup MarkupOf(string? contentType) => (contentType ?? "").Split(';')[0].Trim().ToLowerInvariant() switch
    {
        "" or "text/x-rst" => Markup.ReStructuredText,
        "text/markdown" => Markup.Markdown,
        _ => Markup.Plain,
    };

    private static bool IsCommonMark(string? contentType) => (contentType ?? "").Split(';').Skip(1)
        .Any(parameter => parameter.Trim().Equals("variant=CommonMark", StringComparison.OrdinalIgnoreCase));

    /// <summary>Old metadata carry the description in a header, each further line behind eight blanks (or seven and a bar).</summary>
    private static string Unfold(string text)
    {
        var lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n');
        if (lines.Length < 2 || !lines.Skip(1).All(line => line.Length > 0 && line[0] is ' ' or '\t')) return string.Join('\n', lines);
        return string.Join('\n', lines.Select((line, at) => at == 0 ? line
            : line.StartsWith("        ", StringComparison.Ordinal) || line.StartsWith("       |", StringComparison.Ordinal) ? line[8..]
            : line.TrimStart()));
    }

    private enum Markup
    {
        Plain,
        Markdown,
        ReStructuredText,
    }
}

/// <summary>A description as markup of ours.</summary>
/// <param name="Markup">Safe to put into any page.</param>
/// <param name="PlainBecause">Why it stands there as it was written, where it should have been rendered; else null.</param>
internal sealed record RenderedDescription(MarkupString Markup, string? PlainBecause);

/// <summary>Where a description is broken, and how.</summary>
/// <param name="Line">Counted from one.</param>
/// <param name="What">One sentence: what was found and what to mend.</param>
internal sealed record Flaw(int Line, string What);

/// <summary>The text nests deeper than is rendered.</summary>
internal sealed class TooDeep(string message) : Exception(message);
