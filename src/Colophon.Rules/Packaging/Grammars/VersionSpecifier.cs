using Colophon.Rules.Packaging.Names;

namespace Colophon.Rules.Packaging.Grammars;

/// <summary>One condition on a version, such as <c>&gt;=1.2</c> or <c>==1.*</c> (PEP 440).</summary>
/// <param name="Operator">One of <c>~= == != &lt;= &gt;= &lt; &gt; ===</c>.</param>
/// <param name="Version">As it was written.</param>
public sealed record VersionSpecifier(string Operator, string Version)
{
    internal static readonly string[] Operators = ["===", "~=", "==", "!=", "<=", ">=", "<", ">"];

    /// <summary>Null when the text is no such condition.</summary>
    public static VersionSpecifier? Parse(string text)
    {
        text = text.Trim();
        var found = Array.Find(Operators, candidate => text.StartsWith(candidate, StringComparison.Ordinal));
        if (found is null) return null;
        var version = text[found.Length..].Trim();
        return Fits(found, version) ? new VersionSpecifier(found, version) : null;
    }

    public override string ToString() => Operator + Version;

    private static bool Fits(string op, string version)
    {
        if (op == "===") return version.Length > 0 && version.All(c => !char.IsWhiteSpace(c) && c is not (';' or ')' or ','));
        if (op is "==" or "!=" && version.EndsWith(".*", StringComparison.Ordinal)) return IsRelease(version[..^2]);
        if (new VersionReader(version).Read() is not { } read) return false;
        return op switch
        {
            "==" or "!=" => true,
            "~=" => read.Local is null && read.Release.Count > 1, // "~=1" would say nothing that ">=1" does not
            _ => read.Local is null, // local versions have no order that an index could promise
        };
    }

    private static bool IsRelease(string text) => new VersionReader(text).Read() is { Pre: null, Post: null, Dev: null, Local: null };
}

/// <summary>Conditions on a version that must all hold, separated by commas; none of them holds for every version.</summary>
public sealed record SpecifierSet(IReadOnlyList<VersionSpecifier> Of)
{
    /// <summary>Null when the text is no such set. An empty one is.</summary>
    public static SpecifierSet? Parse(string text)
    {
        var of = new List<VersionSpecifier>();
        foreach (var part in text.Split(','))
        {
            if (string.IsNullOrWhiteSpace(part)) continue;
            if (VersionSpecifier.Parse(part) is not { } one) return null;
            of.Add(one);
        }

        return new SpecifierSet(of);
    }

    /// <summary>In one order, so that equal sets are equal texts.</summary>
    public override string ToString() =>
        string.Join(',', Of.Select(one => one.ToString()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
}
