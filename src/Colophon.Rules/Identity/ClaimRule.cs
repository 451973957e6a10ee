using System.Text.Json;

namespace Colophon.Rules.Identity;

/// <summary>
/// How letters are compared: exactly, or without regard to ASCII case, wholly or up to a marker. Never by culture (threats.md A59).
/// </summary>
/// <param name="Until">Fold only what stands before this text, where a value holds it: names of accounts fold, names of files do
/// not.</param>
public sealed record Letters(bool Fold, string? Until = null)
{
    public static readonly Letters Exact = new(false);
    public static readonly Letters AnyCase = new(true);

    public bool Same(string found, string expected)
    {
        if (!Fold) return string.Equals(found, expected, StringComparison.Ordinal);
        if (Until is null || expected.IndexOf(Until, StringComparison.Ordinal) is not (>= 0 and var marker))
            return SameFolded(found, expected);
        return found.Length == expected.Length && SameFolded(found[..marker], expected[..marker])
            && string.Equals(found[marker..], expected[marker..], StringComparison.Ordinal);
    }

    /// <summary>Not OrdinalIgnoreCase: that folds letters beyond ASCII too.</summary>
    private static bool SameFolded(string one, string other)
    {
        if (one.Length != other.Length) return false;
        for (var i = 0; i < one.Length; i++)
        {
            if (Lower(one[i]) != Lower(other[i])) return false;
        }

        return true;
    }

    private static char Lower(char c) => char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
}

/// <summary>What a rule sees: the claim, the publisher's blanks, and the value that was pinned for the claim.</summary>
/// <param name="Found">The claim as text; null when it is absent, null or no string.</param>
public sealed record ClaimInView(string? Found, JsonElement? Raw, Func<string, string?> Blank, string? Pin);

/// <summary>Why a claim was not what it had to be, and what to do, as far as a rule can tell from the token alone.</summary>
public sealed record Advice(string Why, string Mend);

/// <summary>One way of judging a claim. Rules are data: they can be described, drawn and tested as tables. Absent means no.</summary>
public abstract record ClaimRule
{
    public abstract bool Holds(ClaimInView claim);

    /// <summary>What would hold, for people.</summary>
    public abstract string Expected(ClaimInView claim);

    /// <summary>Judged although the claim may be absent.</summary>
    public virtual bool IsOptional => false;

    /// <summary>Depends on nothing that a maintainer configured: may be told to anybody.</summary>
    public virtual bool StandsAlone => false;

    /// <summary>The rule that decides for this publisher: itself, but for rules that choose.</summary>
    public virtual ClaimRule Chosen(ClaimInView claim) => this;

    /// <summary>Better words than the table's, when the claim shows what went wrong.</summary>
    public virtual Advice? Advise(ClaimInView claim) => null;

    /// <summary>What is weak in how the publisher's fields were filled in; null when nothing is.</summary>
    public virtual string? Lint(Func<string, string?> field) => null;

    /// <summary>The templates in it, for tests of the tables.</summary>
    public virtual IReadOnlyList<Template> Templates => [];
}

/// <summary>Equal to one of the filled templates, as a whole.</summary>
public sealed record Is(Letters Letters, params IReadOnlyList<Template> Any) : ClaimRule
{
    public override IReadOnlyList<Template> Templates => Any;

    public override bool Holds(ClaimInView claim) =>
        claim.Found is { Length: > 0 } found
            && Any.Any(template => template.Fill(claim.Blank) is { } expected && Letters.Same(found, expected));

    public override string Expected(ClaimInView claim)
    {
        var filled = Any.Select(template => template.Fill(claim.Blank)).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return filled.Count > 0 ? string.Join(" or ", filled) : $"a value of the form {string.Join(" or ", Any)}";
    }
}

/// <summary>None of these texts, in any ASCII case; present.</summary>
public sealed record IsNot(params IReadOnlyList<string> Refused) : ClaimRule
{
    public override bool StandsAlone => true;

    public override bool Holds(ClaimInView claim) =>
        claim.Found is { Length: > 0 } found && !Refused.Any(text => Letters.AnyCase.Same(found, text));

    public override string Expected(ClaimInView claim) => $"anything but {string.Join(", ", Refused)}";
}

/// <summary>There, and a text that is not empty (or that may be, when it only fills blanks).</summary>
public sealed record Present(bool MayBeEmpty = false) : ClaimRule
{
    public override bool StandsAlone => true;

    public override bool Holds(ClaimInView claim) => claim.Found is { } found && (MayBeEmpty || found.Length > 0);

    public override string Expected(ClaimInView claim) => "a text";
}

/// <summary>The JSON value <c>true</c>, not a text that says so.</summary>
public sealed record IsTrue : ClaimRule
{
    public override bool StandsAlone => true;

    public override bool Holds(ClaimInView claim) => claim.Raw?.ValueKind == JsonValueKind.True;

    public override string Expected(ClaimInView claim) => "true";
}

/// <summary>Judged by the inner rule when the maintainer filled the field in; else by the other rule, or not at all.</summary>
public sealed record IfSet(string Field, ClaimRule Then, ClaimRule? Else = null) : ClaimRule
{
    public override bool IsOptional => Else is null;

    public override IReadOnlyList<Template> Templates => [.. Then.Templates, .. Else?.Templates ?? []];

    public override ClaimRule Chosen(ClaimInView claim) => string.IsNullOrEmpty(claim.Blank(Field)) ? Else ?? new Anything() : Then;

    public override bool Holds(ClaimInView claim) => Chosen(claim).Holds(claim);

    public override string Expected(ClaimInView claim) => Chosen(claim).Expected(claim);

    public override Advice? Advise(ClaimInView claim) => Chosen(claim).Advise(claim);

    /// <summary>A list may name what is refused without one: that is weaker, and meant.</summary>
    public override string? Lint(Func<string, string?> field)
    {
        if (field(Field) is not { Length: > 0 } value) return null;
        var usual = (Else as IsNot)?.Refused ?? [];
        var meant = value.Split(',').Where(name => usual.Any(one => Letters.AnyCase.Same(name, one))).ToList();
        return meant.Count == 0 ? Then.Lint(field)
            : $"{Field} allows {string.Join(" and ", meant)}, in which a stranger's code could run: make sure that the workflow runs none.";
    }
}

/// <summary>Whatever the claim says, or whether it is there.</summary>
internal sealed record Anything : ClaimRule
{
    public override bool Holds(ClaimInView claim) => true;

    public override string Expected(ClaimInView claim) => "anything";
}

/// <summary>
/// Equal to the value kept at the first full match; until then it holds and asks to be kept. For ids that a forge never gives out twice.
/// </summary>
public sealed record Pinned : ClaimRule
{
    /// <summary>Ids are short and plain; what is kept stands in an index, and an issuer must not be able to overflow it.</summary>
    private const int MostCharacters = 200;

    public override bool Holds(ClaimInView claim) => claim.Found is { Length: > 0 and <= MostCharacters } found
        && System.Text.Ascii.IsValid(found) && (claim.Pin is null || string.Equals(found, claim.Pin, StringComparison.Ordinal));

    public override string Expected(ClaimInView claim) => claim.Pin ?? "any id: the first one is kept";
}
