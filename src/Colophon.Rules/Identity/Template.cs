using System.Text;

namespace Colophon.Rules.Identity;

/// <summary>
/// Fills blanks: <c>{owner}</c> is a field of the publisher, <c>{token.sha}</c> a claim, <c>{issuer}</c> and <c>{host}</c> the issuer with
/// and without its scheme.
/// </summary>
public sealed class Template
{
    private readonly List<(bool IsBlank, string Text)> pieces = [];

    public Template(string text)
    {
        Text = text;
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf('{', at);
            var end = open < 0 ? text.Length : open;
            if (end > at) pieces.Add((false, text[at..end]));
            if (open < 0) return;

            var close = text.IndexOf('}', open);
            pieces.Add((true, text[(open + 1)..close]));
            at = close + 1;
        }
    }

    public string Text { get; }

    internal IReadOnlyList<(bool IsBlank, string Text)> Pieces => pieces;

    /// <summary>Names of the blanks.</summary>
    public IEnumerable<string> Blanks => pieces.Where(piece => piece.IsBlank).Select(piece => piece.Text);

    /// <summary>The text with every blank filled; null when one has nothing to fill it, or an empty text: absent means no.</summary>
    public string? Fill(Func<string, string?> blank)
    {
        var text = new StringBuilder();
        foreach (var (isBlank, piece) in pieces)
        {
            var value = isBlank ? blank(piece) : piece;
            if (string.IsNullOrEmpty(value)) return null;
            text.Append(value);
        }

        return text.ToString();
    }

    public override string ToString() => Text;

    public static implicit operator Template(string text) => new(text);
}
