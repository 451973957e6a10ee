namespace Colophon.Rules.Packaging.Grammars;

/// <summary>A dependency as PEP 508 writes it: <c>name[extra]&gt;=1.0; python_version &lt; "3"</c>.</summary>
public sealed record Requirement
{
    private Requirement(string name) => Name = name;

    /// <summary>As it was written.</summary>
    public string Name { get; }

    public IReadOnlyList<string> Extras { get; private init; } = [];
    public SpecifierSet Specifiers { get; private init; } = new([]);

    /// <summary>Where a direct reference (<c>name @ URL</c>) points; null for all others.</summary>
    public string? Url { get; private init; }

    public Marker? Marker { get; private init; }

    /// <summary>Null when the text is no requirement.</summary>
    public static Requirement? Parse(string text)
    {
        var scanner = new Scanner(text).SkipBlanks();
        if (Identifier(scanner) is not { } name || Names(scanner.SkipBlanks()) is not { } extras) return null;

        var requirement = new Requirement(name) { Extras = extras };
        if (scanner.SkipBlanks().Take('@'))
        {
            var url = scanner.SkipBlanks().While(c => c is not (' ' or '\t'));
            if (url.Length == 0 || url[0] == ';') return null;
            requirement = requirement with { Url = url };
        }
        else if (Versions(scanner) is { } specifiers)
        {
            requirement = requirement with { Specifiers = specifiers };
        }
        else return null;

        if (scanner.SkipBlanks().IsAtEnd) return requirement;
        return scanner.Take(';') && MarkerReader.Read(scanner) is { } marker ? requirement with { Marker = marker } : null;
    }

    /// <summary>In one spelling, so that equal requirements are equal texts.</summary>
    public override string ToString()
    {
        var extras = Extras.Count == 0 ? "" : $"[{string.Join(',', Extras.Order(StringComparer.Ordinal))}]";
        var where = Url is null ? Specifiers.ToString() : $" @ {Url}";
        var marker = Marker is null ? "" : $"{(Url is null ? "" : " ")}; {Marker}";
        return Name + extras + where + marker;
    }

    /// <summary>Letters and digits with '.', '_' and '-' between them.</summary>
    internal static string? Identifier(Scanner scanner)
    {
        var name = scanner.While(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
        return name.Length > 0 && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1]) ? name : null;
    }

    /// <summary>What stands in brackets, if anything; null when it is no list of names.</summary>
    private static List<string>? Names(Scanner scanner)
    {
        var names = new List<string>();
        if (!scanner.Take('[') || scanner.SkipBlanks().Take(']')) return names;
        do
        {
            if (Identifier(scanner.SkipBlanks()) is not { } name) return null;
            names.Add(name);
        }
        while (scanner.SkipBlanks().Take(','));
        return scanner.Take(']') ? names : null;
    }

    private static SpecifierSet? Versions(Scanner scanner)
    {
        var isEnclosed = scanner.Take('(');
        var of = new List<VersionSpecifier>();
        while (VersionSpecifier.Operators.Any(op => op[0] == scanner.SkipBlanks().Here))
        {
            if (Written(scanner) is not { } written) return null;
            of.AddRange(written.Of);
            if (!scanner.SkipBlanks().Take(',')) break;
        }

        return isEnclosed && !scanner.SkipBlanks().Take(')') ? null : new SpecifierSet(of);
    }

    /// <summary>Arbitrary equality reaches to the next blank, over commas too: so do installers read it.</summary>
    private static SpecifierSet? Written(Scanner scanner) => scanner.TakeAny(VersionSpecifier.Operators) is { } op
        ? SpecifierSet.Parse(op + scanner.SkipBlanks().While(c => c is not (' ' or '\t' or ';' or ')') && (c != ',' || op == "===")))
        : null;
}
