namespace Colophon.Rules.Packaging.Grammars;

/// <summary>Where a requirement counts: comparisons of the installing machine's properties, joined by "and" and "or" (PEP 508).</summary>
public abstract record Marker
{
    private Marker()
    {
    }

    /// <summary>Two operands and what must hold between them.</summary>
    public sealed record Comparison(string Left, string Operator, string Right) : Marker
    {
        public override string ToString() => $"{Left} {Operator} {Right}";
    }

    /// <summary>Markers that must all hold (<c>and</c>), or one of which must (<c>or</c>).</summary>
    public sealed record Joined(string Word, IReadOnlyList<Marker> Of) : Marker
    {
        /// <summary>"and" binds tighter, so that only an "or" within it needs its parentheses.</summary>
        public override string ToString() =>
            string.Join($" {Word} ", Of.Select(one => Word == "and" && one is Joined { Word: "or" } ? $"({one})" : one.ToString()));
    }
}
