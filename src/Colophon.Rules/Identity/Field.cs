using System.Text.RegularExpressions;

namespace Colophon.Rules.Identity;

/// <summary>
/// One thing that a maintainer fills in, from which the form, the verb's help, the check and the documentation are drawn.
/// </summary>
/// <param name="Key">Form name, PyPI's own.</param>
/// <param name="Label">Shown beside the input.</param>
/// <param name="Hint">What it is, in a sentence.</param>
/// <param name="Example">A value that would be accepted.</param>
public sealed record Field(string Key, string Label, string Hint, string Example)
{
    public bool Optional { get; init; }

    /// <summary>What is said when it is required and empty.</summary>
    public string Missing { get; init; } = "This field is required.";

    /// <summary>Checked in order; the first that fails is told.</summary>
    public IReadOnlyList<FieldRule> Rules { get; init; } = [];

    /// <summary>Kept in ASCII lower case, because its provider compares it so.</summary>
    public bool LowerCase { get; init; }

    /// <summary>The value in normal form, or the message that says what is wrong with it.</summary>
    public (string? Value, string? Message) Read(string? typed)
    {
        var value = typed?.Trim(' ') ?? "";
        if (value.Length == 0) return Optional ? ("", null) : (null, Missing);

        var broken = Rules.FirstOrDefault(rule => !rule.Holds(KeepsBlanks ? typed! : value));
        return broken is null ? (LowerCase ? value.ToLowerInvariant() : value, null)
            : (null, $"{broken.Message} Found '{value}', expected for example '{Example}'.");
    }

    /// <summary>Blanks at the ends are an error here rather than an accident.</summary>
    public bool KeepsBlanks { get; init; }
}

/// <summary>A rule of form: regular expressions are used for this and nothing else, always on the whole value, in linear time.</summary>
/// <param name="Pattern">What the whole value must be.</param>
/// <param name="Message">PyPI's words.</param>
public sealed record FieldRule(string Pattern, string Message)
{
    private readonly Regex regex = new($@"\A(?:{Pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    /// <summary>Values that match are wrong instead of right.</summary>
    public bool Not { get; init; }

    public bool Holds(string value) => regex.IsMatch(value) != Not;
}

/// <summary>What was filled in, in normal form, or what is wrong with each field.</summary>
public sealed record FormReading(IReadOnlyDictionary<string, string> Values, IReadOnlyDictionary<string, string> Errors)
{
    public bool IsValid => Errors.Count == 0;

    /// <summary>All errors in one sentence.</summary>
    public string InWords() => string.Join(" ", Errors.Select(error => $"{error.Key}: {error.Value}"));
}
