namespace Colophon.Index.Web.Descriptions.Rst.Inlines;

/// <summary>Backquotes: text in a role, or a reference of several words.</summary>
internal sealed partial class InlineParser
{
    private bool RolePrefix()
    {
        var length = Names.LengthAt(text, at + 1);
        var quote = at + length + 2;
        if (length == 0 || quote >= text.Length || text[quote - 1] != ':' || text[quote] != '`'
            || (quote + 1 < text.Length && text[quote + 1] == '`'))
            return false;
        return Backquoted(quote, text[(at + 1)..(quote - 1)]);
    }

    private bool Backquoted(int quote, string? role)
    {
        if (!Opens(quote, 1, out _))
        {
            // Of a role and a backquote that open nothing the role is text, too.
            var isText = quote + 1 >= text.Length || !char.IsWhiteSpace(text[quote + 1]);
            return isText && AsText(quote + 1);
        }

        var (end, after) = EndOfBackquoted(quote);
        var inside = text[(quote + 1)..end];
        var suffix = text[(end + 1)..after];
        at = after;
        if (suffix.StartsWith(':'))
        {
            if (role is not null) throw Broken("Multiple roles in interpreted text (both prefix and suffix present; only one allowed).");
            role = suffix.Trim(':');
        }
        else if (suffix.Length > 0)
        {
            if (role is not null) throw Broken("Mismatch: both interpreted text role prefix and reference suffix.");
            Put(PhraseReference(inside, suffix.Length == 2));
            return true;
        }

        Put(InlineRoles.Write(document, line, role ?? document.DefaultRole, inside));
        return true;
    }

    /// <summary>The closing backquote, and the end of the role or underscores behind it.</summary>
    private (int End, int After) EndOfBackquoted(int quote)
    {
        for (var end = text.IndexOf('`', Math.Min(quote + 2, text.Length)); end >= 0; end = text.IndexOf('`', end + 1))
        {
            var isEscapedBlank = char.IsWhiteSpace(text[end - 1]) && end > 1 && text[end - 2] == Escapes.Mark;
            if (text[end - 1] == Escapes.Mark || (char.IsWhiteSpace(text[end - 1]) && !isEscapedBlank)) continue;
            var after = end + 1;
            if (after < text.Length && text[after] == ':' && Names.LengthAt(text, after + 1) is > 0 and var length
                && after + length + 1 < text.Length && text[after + length + 1] == ':' && Marks.CanEndBefore(text, after + length + 2))
                return (end, after + length + 2);
            while (after < text.Length && after < end + 3 && text[after] == '_') after++;
            while (after > end && !Marks.CanEndBefore(text, after)) after--;
            if (after > end) return (end, after);
        }

        throw Broken(
            "Inline interpreted text or phrase reference start-string without end-string: close it or write \\` for the character.");
    }

    /// <summary>
    /// <c>`words`_</c>, <c>`words &lt;address&gt;`_</c>, <c>`words &lt;name_&gt;`_</c>; with two underscores nobody else can use the
    /// words as a name.
    /// </summary>
    private Node PhraseReference(string inside, bool isAnonymous)
    {
        var reference = new Node("reference") { Line = line };
        var open = inside.LastIndexOf('<');
        var isEmbedded = open >= 0 && inside.EndsWith('>') && inside[^2] != Escapes.Mark && inside.Length > open + 2
            && (open == 0 || inside[open - 1] is ' ' or '\n') && !char.IsWhiteSpace(inside[open + 1]) && inside[^2] is not (' ' or '\n');
        if (!isEmbedded)
        {
            reference.Children.Add(Node.Of(Escapes.Text(inside)));
            return Referring(reference, isAnonymous, Escapes.Text(inside));
        }

        var address = inside[(open + 1)..^1];
        var words = Escapes.Text(inside[..open].Trim());
        if (Names.ReferenceIn(address) is { } name)
        {
            reference.Children.Add(Node.Of(words.Length > 0 ? words : address[..^1]));
            if (!isAnonymous && words.Length > 0) document.Declare(RstDocument.NameOf(words), new Target(line) { OtherName = name });
            return reference.With("name", name);
        }

        var uri = Names.Address(Escapes.Address(address));
        reference.Children.Add(Node.Of(words.Length > 0 ? words : Escapes.Address(address)));
        if (!isAnonymous && words.Length > 0) document.Declare(RstDocument.NameOf(words), new Target(line) { Uri = uri });
        return reference.With("href", uri);
    }
}
