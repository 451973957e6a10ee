namespace Colophon.Rules.Packaging.Grammars;

/// <summary>
/// One or more mailboxes, <c>Name &lt;address&gt;</c> or an address alone, separated by commas. Names are free; addresses must be such that
/// mail could be sent there. Nothing is looked up.
/// </summary>
public static class EmailAddresses
{
    private const int MostLocal = 64;
    private const int MostCharacters = 254;

    /// <summary>What is wrong with the first bad address, in PyPI's words; null when nothing is.</summary>
    public static string? Fault(string value)
    {
        if (!value.Contains('@', StringComparison.Ordinal) && !value.Contains('<', StringComparison.Ordinal))
            return Bad(value.Trim(), "An email address must have an @-sign.");
        return Mailboxes(value).Select(Address).OfType<string>().Where(address => address.Length > 0)
            .Select(address => Why(address) is { } why ? Bad(address, why) : null).FirstOrDefault(fault => fault is not null);
    }

    /// <summary>Parts between commas that are in no quotes, brackets or comments.</summary>
    private static List<string> Mailboxes(string value)
    {
        var parts = new List<string>();
        var (start, closing) = (0, '\0');
        for (var at = 0; at < value.Length; at++)
        {
            var c = value[at];
            if (closing == '"' && c == '\\') at++;
            else if (closing != '\0') closing = c == closing ? '\0' : closing;
            else if (c is '"' or '<' or '(') closing = c switch { '<' => '>', '(' => ')', _ => '"' };
            else if (c == ',')
            {
                parts.Add(value[start..at]);
                start = at + 1;
            }
        }

        parts.Add(value[start..]);
        return parts;
    }

    /// <summary>Null for a part without one: half a name that has a comma in it.</summary>
    private static string? Address(string mailbox)
    {
        var open = mailbox.LastIndexOf('<');
        if (open >= 0) return mailbox[(open + 1)..].Split('>')[0].Trim();
        if (!mailbox.Contains('@', StringComparison.Ordinal)) return null;
        var comment = mailbox.IndexOf('(', StringComparison.Ordinal);
        return (comment < 0 ? mailbox : mailbox[..comment]).Trim();
    }

    private static string? Why(string address)
    {
        var at = address.IndexOf('@', StringComparison.Ordinal);
        if (at < 0) return "An email address must have an @-sign.";
        if (address.LastIndexOf('@') != at) return "An email address has one @-sign.";
        if (address.Length > MostCharacters) return "The email address is too long.";
        return WhyNoLocalPart(address[..at]) ?? WhyNoDomain(address[(at + 1)..]);
    }

    private static string? WhyNoLocalPart(string local)
    {
        if (local.Length == 0) return "There must be something before the @-sign.";
        if (local.Length > MostLocal) return "The email address is too long before the @-sign.";
        if (local[0] == '.' || local[^1] == '.') return "An email address cannot start with a period or have one before the @-sign.";
        if (local.Contains("..", StringComparison.Ordinal)) return "An email address cannot have two periods in a row.";
        return local.All(IsOfLocalPart) ? null : "The email address contains invalid characters before the @-sign.";
    }

    private static string? WhyNoDomain(string domain)
    {
        if (domain.Length == 0) return "There must be something after the @-sign.";
        var labels = domain.Split('.');
        if (labels.Any(label => label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-'))
            return "The part after the @-sign has a part that is empty, too long, or has a hyphen at its end.";
        if (!labels.All(label => label.All(IsOfDomain)))
            return "The part after the @-sign contains invalid characters.";
        if (labels.Length < 2) return "The part after the @-sign is not valid. It should have a period.";
        return labels[^1].All(char.IsAsciiDigit)
            ? "The part after the @-sign is not valid. It is not within a valid top-level domain."
            : null;
    }

    private static bool IsOfDomain(char c) => char.IsAsciiLetterOrDigit(c) || c == '-' || (c > '\x7f' && char.IsLetterOrDigit(c));

    private static bool IsOfLocalPart(char c) =>
        char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal)
        || (c > '\x7f' && char.IsLetterOrDigit(c));

    private static string Bad(string address, string why) =>
        $"'{(address.Length > 100 ? address[..100] + "…" : address)}' is not a valid email address: {why}";
}
