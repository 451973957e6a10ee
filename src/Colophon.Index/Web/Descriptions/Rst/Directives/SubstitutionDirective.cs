using System.Globalization;
using System.Text;
using Colophon.Index.Web.Descriptions.Rst.Blocks;
using Colophon.Index.Web.Descriptions.Rst.Inlines;

namespace Colophon.Index.Web.Descriptions.Rst.Directives;

/// <summary>What a name between bars stands for: text, a picture, or characters by number.</summary>
internal sealed class SubstitutionDirective(RstDocument document, int line, string name)
{
    public void Read(string text, Lines block, Node holder)
    {
        var colons = text.IndexOf("::", StringComparison.Ordinal);
        if (colons <= 0 || Names.LengthAt(text, 0) != text[..colons].TrimEnd().Length)
            throw RstStop.Broken(line, $"Substitution definition \"{name}\" empty or invalid.");
        var kind = text[..colons].TrimEnd().ToLowerInvariant();
        var rest = text[(colons + 2)..];
        switch (kind)
        {
            case "replace": Replace(rest, holder); break;
            case "image": new Directive(document, "image", line, Refuse).Read(Below(rest, block), holder); break;
            case "unicode": Unicode(rest, holder); break;
            case "date": throw RstStop.Unknown($"line {line}: it shows the date of its rendering");
            default:
                if (!KnownDirectives.Rows.ContainsKey(kind)) throw RstStop.Broken(line, $"Unknown directive type \"{kind}\".");
                throw RstStop.Unknown($"line {line}: a substitution by \"{kind}\" is not known here");
        }
    }

    private void Replace(string text, Node holder)
    {
        var plain = string.Join('\n', text.Split('\n').Select(part => part.Trim())).Trim();
        if (plain.Length == 0) throw RstStop.Broken(line, "Content block expected for the \"replace\" directive; none found.");
        if (plain.Contains("\n\n", StringComparison.Ordinal))
            throw RstStop.Broken(line, "Error in \"replace\" directive: may contain a single paragraph only.");
        holder.Children.AddRange(new InlineParser(document, line).Parse(plain));
    }

    /// <summary>The lines of a picture: its address, then its options.</summary>
    private static Lines Below(string rest, Lines block)
    {
        var lines = rest.Split('\n').ToList();
        var indents = lines.Skip(1).Where(text => text.Length > 0).Select(text => text.Length - text.TrimStart().Length).DefaultIfEmpty(0)
            .Min();
        var texts = lines.Select((text, at) => at == 0 ? text.TrimStart() : text.Length <= indents ? "" : text[indents..]).ToList();
        return new Lines(texts, [.. texts.Select((_, at) => block.Number(at))]);
    }

    private static void Refuse(Lines content, Node into) => throw RstStop.Unknown("a picture in a line has no content");

    /// <summary><c>0xA9 U+2014 text</c>; two dots begin a comment.</summary>
    private void Unicode(string rest, Node holder)
    {
        var codes = rest.Split('\n').TakeWhile(part => part.Trim().Length > 0 && !part.TrimStart().StartsWith(':'));
        var text = new StringBuilder();
        foreach (var word in string.Join(' ', codes).Split(" .. ")[0].Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            var hex = word.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
                || word.StartsWith("U+", StringComparison.OrdinalIgnoreCase) ? word[2..]
                : word.StartsWith("&#x", StringComparison.Ordinal) && word.EndsWith(';') ? word[3..^1]
                : word is ['x' or 'u' or '\\', _, ..] ? throw RstStop.Unknown($"line {line}: \"{word}\" may be a character's number")
                    : null;
            if (hex is null && word.All(char.IsAsciiDigit)) hex = int.TryParse(word, out var number) ? $"{number:x}" : "";
            if (hex is null) text.Append(word);
            else if (int.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && Rune.IsValid(code))
                text.Append(new Rune(code).ToString());
            else throw RstStop.Unknown($"line {line}: \"{word}\" is not a character's number");
        }

        if (text.Length == 0) throw RstStop.Broken(line, "Error in \"unicode\" directive: 1 argument(s) required, 0 supplied.");
        holder.Add(Node.Of(text.ToString()));
    }
}
