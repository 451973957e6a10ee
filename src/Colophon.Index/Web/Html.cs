using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Colophon.Index.Web;

/// <summary>
/// Markup. The only way to make some is an interpolated string whose values are encoded as they go in, unless they are markup themselves:
/// text of package authors cannot become a tag (threats.md F04, ADR 0010).
/// </summary>
internal sealed class Html
{
    private readonly string markup;

    private Html(string markup) => this.markup = markup;

    public static readonly Html Nothing = new("");

    public static Html Of(Writer markup) => new(markup.Text);

    /// <summary>Markup that <see cref="Descriptions.SafeMarkup"/> has made safe; nobody else may call this.</summary>
    internal static Html Safe(string cleaned) => new(cleaned);

    /// <summary>Pieces one after another.</summary>
    public static Html Join(IEnumerable<Html> pieces) => new(string.Concat(pieces));

    /// <summary>A link where the address is an http or https URL or a path of ours; else the words alone.</summary>
    public static Html Link(string? address, string words) =>
        address is not null
            && (address.StartsWith("https://", StringComparison.Ordinal) || address.StartsWith("http://", StringComparison.Ordinal)
            || (address.StartsWith('/') && !address.StartsWith("//", StringComparison.Ordinal)))
            ? Of($"""<a href="{address}" rel="nofollow noopener">{words}</a>""")
            : Of($"{words}");

    public override string ToString() => markup;

    /// <summary>Collects an interpolated string, encoding what is filled in.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct Writer(int literalLength, int formattedCount)
    {
        private readonly StringBuilder text = new(literalLength + (formattedCount * 16));

        internal string Text => text.ToString();

        public void AppendLiteral(string literal) => text.Append(literal);

        public void AppendFormatted(Html markup) => text.Append(markup);

        public void AppendFormatted(string? value) => text.Append(WebUtility.HtmlEncode(value));

        public void AppendFormatted(int value) => text.Append(value);

        public void AppendFormatted(long value) => text.Append(value);
    }
}
