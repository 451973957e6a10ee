namespace Colophon.Rules.Packaging.Grammars;

/// <summary>Reads an environment marker (PEP 508) by descent, to a bounded depth.</summary>
internal static class MarkerReader
{
    /// <summary>Names and their older spellings → the name that is meant. Longer ones first where one begins with another.</summary>
    private static readonly (string Written, string Meant)[] Variables =
    [
        ("python_full_version", "python_full_version"), ("python_version", "python_version"),
        ("python_implementation", "platform_python_implementation"), ("os_name", "os_name"), ("os.name", "os_name"),
        ("sys_platform", "sys_platform"), ("sys.platform", "sys_platform"), ("platform_release", "platform_release"),
        ("platform_system", "platform_system"), ("platform_version", "platform_version"), ("platform.version", "platform_version"),
        ("platform_machine", "platform_machine"), ("platform.machine", "platform_machine"),
        ("platform_python_implementation", "platform_python_implementation"),
        ("platform.python_implementation", "platform_python_implementation"), ("implementation_name", "implementation_name"),
        ("implementation_version", "implementation_version"), ("extra", "extra"),
    ];

    /// <summary>Null when what stands from here to the end of the text is no marker.</summary>
    public static Marker? Read(Scanner scanner) => Either(scanner, 0) is { } marker && scanner.IsAtEnd ? marker : null;

    private static Marker? Either(Scanner scanner, int depth) => Joined(scanner, "or", s => Joined(s, "and", t => One(t, depth)));

    private static Marker? Joined(Scanner scanner, string word, Func<Scanner, Marker?> part)
    {
        var parts = new List<Marker>();
        do
        {
            if (part(scanner) is not { } one) return null;
            if (one is Marker.Joined joined && joined.Word == word) parts.AddRange(joined.Of);
            else parts.Add(one);
        }
        while (scanner.SkipBlanks().TakeWord(word));
        return parts.Count == 1 ? parts[0] : new Marker.Joined(word, parts);
    }

    private static Marker? One(Scanner scanner, int depth)
    {
        if (!scanner.SkipBlanks().Take('(')) return Comparison(scanner);
        if (depth >= Scanner.MostNesting || Either(scanner, depth + 1) is not { } inner) return null;
        return scanner.SkipBlanks().Take(')') ? inner : null;
    }

    private static Marker.Comparison? Comparison(Scanner scanner) =>
        Operand(scanner) is { } left && Operator(scanner.SkipBlanks()) is { } op && Operand(scanner.SkipBlanks()) is { } right
            ? new Marker.Comparison(left, op, right)
            : null;

    private static string? Operator(Scanner scanner)
    {
        if (scanner.TakeWord("in")) return "in";
        if (!scanner.TakeWord("not")) return scanner.TakeAny(VersionSpecifier.Operators);
        return scanner.Here is ' ' or '\t' && scanner.SkipBlanks().TakeWord("in") ? "not in" : null;
    }

    private static string? Operand(Scanner scanner)
    {
        if (scanner.Here is '"' or '\'') return Quoted(scanner);
        foreach (var (written, meant) in Variables)
        {
            if (scanner.TakeWord(written)) return meant;
        }

        return null;
    }

    /// <summary>No escapes: a backslash is not in the grammar, and readers differ over it.</summary>
    private static string? Quoted(Scanner scanner)
    {
        var quote = scanner.Here;
        scanner.Take(quote);
        var text = scanner.While(c => c != quote && c is (>= ' ' and <= '~' and not '\\') or '\t');
        if (!scanner.Take(quote)) return null;
        var outer = text.Contains('"', StringComparison.Ordinal) ? '\'' : '"';
        return $"{outer}{text}{outer}";
    }
}
