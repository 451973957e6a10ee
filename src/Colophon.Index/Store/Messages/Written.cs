using System.Net;
using System.Security.Cryptography;
using System.Text;
using Colophon.Index.Store.Files;

namespace Colophon.Index.Store.Messages;

/// <summary>
/// A letter with its blanks filled, as text and as HTML from one structure. What others chose is one line of printable characters, and is
/// encoded (threats.md F04, F32); links begin with <see cref="Index"/>, and only the settings say what that is (F15).
/// </summary>
internal sealed record Written(string Subject, string Text, string Html)
{
    /// <summary>Stands for the address of this index, which is filled in when the letter is sent. No fact can hold it.</summary>
    public const string Index = "\uE000";

    private const string SealMark = "sealed ";
    private const int LongestFact = 400;
    private const int LongestSubject = 160;

    public static Written Of(Letter letter, IReadOnlyDictionary<string, string?> facts)
    {
        var subject = Cut(Fill(letter.Subject, facts, Plain), LongestSubject);
        var (text, html) = (new StringBuilder(), new StringBuilder());
        Paragraph(Fill(letter.Says, facts, Plain));
        Rows([.. letter.Shows.SelectMany(row => RowsOf(row, facts))]);
        if (letter.Link is { } path)
            Link(letter.LinkSays, Index + (path == "{link}" ? OwnPath(facts) : Fill(path, facts, Uri.EscapeDataString)));
        if (letter.Remedy is { } remedy) Paragraph(Fill(remedy, facts, Plain));
        text.Append($"-- \nFrom the Python package index {Index}\n");
        html.Append($"<hr><p>From the Python package index <a href=\"{Index}/\">{Index}</a></p>\n");
        return new Written(subject, text.ToString(), $"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
            + $"<title>{Encode(subject)}</title></head><body>\n{html}</body></html>\n");

        void Paragraph(string words)
        {
            text.Append(words).Append("\n\n");
            html.Append($"<p>{Encode(words)}</p>\n");
        }

        void Rows(List<(string Label, string Value)> rows)
        {
            if (rows.Count == 0) return;
            html.Append("<table>\n");
            foreach (var (label, value) in rows)
            {
                text.Append($"  {label}: {value}\n");
                html.Append($"<tr><th align=\"left\">{Encode(label)}</th><td>{Encode(value)}</td></tr>\n");
            }

            text.Append('\n');
            html.Append("</table>\n");
        }

        void Link(string says, string address)
        {
            text.Append($"{says}:\n{address}\n\n");
            html.Append($"<p><a href=\"{Encode(address)}\">{Encode(says)}</a></p>\n");
        }
    }

    /// <summary>For letters whose link is a secret: a copy of the database does not give it away (threats.md H03).</summary>
    public Written SealedBy(RootKeys keys) => this with { Text = Seal(keys, Text), Html = Seal(keys, Html) };

    public static bool IsSealed(string text) => text.StartsWith(SealMark, StringComparison.Ordinal);

    /// <summary>The text as it is sent.</summary>
    /// <param name="index">The address of this index, without a slash at its end.</param>
    /// <exception cref="CryptographicException">It was sealed under another secret.</exception>
    public static string Open(string text, RootKeys keys, string index)
    {
        if (IsSealed(text))
            text = Encoding.UTF8.GetString(KeyBox.Open(keys.ForKeyRing(), Convert.FromBase64String(text[SealMark.Length..])));
        return text.Replace(Index, index, StringComparison.Ordinal);
    }

    /// <summary>One line without control characters, marks that turn the direction of writing, or our own marks.</summary>
    public static string Plain(string value) => Cut(string.Create(value.Length, value, static (line, from) =>
    {
        for (var i = 0; i < line.Length; i++) line[i] = IsPlain(from[i]) ? from[i] : '\uFFFD';
    }), LongestFact);

    private static bool IsPlain(char c) => !char.IsControl(c)
        && c is not ((>= '\u200B' and <= '\u200F') or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFEFF')
        && c is not (>= '\uD800' and <= '\uF8FF'); // private use; halves of pairs too, since a cut could part them

    private static string Fill(string template, IReadOnlyDictionary<string, string?> facts, Func<string, string> shown)
    {
        var filled = new StringBuilder();
        for (var rest = template.AsSpan(); ;)
        {
            var open = rest.IndexOf('{');
            if (open < 0) return filled.Append(rest).ToString();
            var close = open + rest[open..].IndexOf('}');
            var name = rest[(open + 1)..close].ToString();
            filled.Append(rest[..open]).Append(shown(facts.GetValueOrDefault(name) ?? (name == "project" ? "this index" : "?")));
            rest = rest[(close + 1)..];
        }
    }

    /// <summary>A fact that is a JSON object gives a row for each member.</summary>
    private static IEnumerable<(string, string)> RowsOf((string Fact, string Label) row, IReadOnlyDictionary<string, string?> facts)
    {
        if (facts.GetValueOrDefault(row.Fact) is not { Length: > 0 } value) return [];
        if (row.Label.Length > 0) return [(row.Label, Plain(value))];
        return Details.Read(value).Select(member => (Plain(member.Key), Plain(member.Value ?? "")));
    }

    /// <summary>A path that this index made itself.</summary>
    private static string OwnPath(IReadOnlyDictionary<string, string?> facts) =>
        facts.GetValueOrDefault("link") is { } path && path.StartsWith('/')
        && path.All(c => char.IsAsciiLetterOrDigit(c) || "/-_.~?=&%".Contains(c, StringComparison.Ordinal))
            ? path
            : throw new ArgumentException("The fact 'link' is not a path of this index.");

    private static string Seal(RootKeys keys, string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var box = new byte[KeyBox.Overhead + plain.Length];
        KeyBox.Seal(keys.ForKeyRing(), plain, box);
        return SealMark + Convert.ToBase64String(box);
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";
}
