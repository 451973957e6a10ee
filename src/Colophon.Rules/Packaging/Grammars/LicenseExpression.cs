using System.Text;

namespace Colophon.Rules.Packaging.Grammars;

/// <summary>A licence expression of SPDX as PEP 639 takes it: known ids or <c>LicenseRef-…</c>, joined by AND, OR and WITH.</summary>
public static class LicenseExpression
{
    private const string Reference = "LicenseRef-";

    /// <summary>The expression with ids in SPDX's own spelling; null when the text is none.</summary>
    public static string? Canonical(string text)
    {
        var scanner = new Scanner(text);
        var canonical = new StringBuilder();
        return Joined(scanner, canonical, 0) && scanner.SkipBlanks().IsAtEnd ? canonical.ToString() : null;
    }

    /// <summary>AND binds tighter than OR; as both are written as they stand, one loop reads them.</summary>
    private static bool Joined(Scanner scanner, StringBuilder canonical, int depth)
    {
        if (!One(scanner, canonical, depth)) return false;
        while (Word(scanner) is { Length: > 0 } word)
        {
            if (!IsOperator(word, "AND") && !IsOperator(word, "OR")) return false;
            canonical.Append(' ').Append(word.ToUpperInvariant()).Append(' ');
            if (!One(scanner, canonical, depth)) return false;
        }

        return true;
    }

    private static bool One(Scanner scanner, StringBuilder canonical, int depth)
    {
        if (scanner.SkipBlanks().Take('('))
        {
            canonical.Append('(');
            if (depth >= Scanner.MostNesting || !Joined(scanner, canonical, depth + 1) || !scanner.SkipBlanks().Take(')')) return false;
            canonical.Append(')');
            return true;
        }

        if (Simple(Word(scanner)) is not { } id) return false;
        canonical.Append(id);
        return Exception(scanner, canonical);
    }

    private static bool Exception(Scanner scanner, StringBuilder canonical)
    {
        if (!IsOperator(Ahead(scanner), "WITH")) return true;
        Word(scanner);
        if (KnownLicenses.Exception(Word(scanner)) is not { } exception) return false;
        canonical.Append(" WITH ").Append(exception);
        return true;
    }

    private static string? Simple(string word)
    {
        if (!word.StartsWith(Reference, StringComparison.OrdinalIgnoreCase))
            return KnownLicenses.License(word)
                ?? (word.EndsWith('+') && KnownLicenses.License(word[..^1]) is { } older ? older + "+" : null);
        var name = word[Reference.Length..];
        return name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-') ? Reference + name : null;
    }

    private static string Word(Scanner scanner) => scanner.SkipBlanks().While(IsOfWords);

    private static string Ahead(Scanner scanner) => scanner.SkipBlanks().Peek(IsOfWords);

    private static bool IsOfWords(char c) => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '+';

    private static bool IsOperator(string word, string op) => word.Equals(op, StringComparison.OrdinalIgnoreCase);
}
