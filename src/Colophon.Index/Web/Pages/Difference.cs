namespace Colophon.Index.Web.Pages;

/// <summary>A text that was found and the one that was expected, and where they part.</summary>
/// <param name="Expected">Several with "or" between them: the one that is most like what was found is compared.</param>
public sealed record Difference(string Found, string Expected)
{
    private const string Or = " or ";

    /// <summary>What was found: like what was expected, not like it, like it again.</summary>
    public (string Same, string Differs, string After) OfFound => Parts(Found, Nearest);

    /// <summary>The same of what was expected.</summary>
    public (string Same, string Differs, string After) OfExpected => Parts(Nearest, Found);

    /// <summary>Other values that would do; null when there is none.</summary>
    public string? Others => Expected.Split(Or) is { Length: > 1 } all ? string.Join(Or, all.Where(one => one != Nearest)) : null;

    private string Nearest => Expected.Split(Or).MaxBy(one => Begins(one, Found) + Ends(one, Found))!;

    private static (string, string, string) Parts(string text, string other)
    {
        var begins = Begins(text, other);
        var ends = Math.Min(Ends(text, other), Math.Min(text.Length, other.Length) - begins);
        return (text[..begins], text[begins..^ends], text[^ends..]);
    }

    private static int Begins(string one, string other) => one.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count();

    private static int Ends(string one, string other) =>
        one.Reverse().Zip(other.Reverse()).TakeWhile(pair => pair.First == pair.Second).Count();
}
