using System.Text;

namespace Colophon.Rules.Packaging.Names;

/// <summary>A project's name: as it is spelled, and as it is compared (PEP 503).</summary>
public sealed class ProjectName
{
    private const int MostCharacters = 128;

    private ProjectName(string text)
    {
        Text = text;
        Normalized = Normalize(text, '-');
        LookAlike = Fold(text);
    }

    /// <summary>As it was spelled.</summary>
    public string Text { get; }

    /// <summary>Lower case, each run of '.', '_' and '-' one '-'. Two names with the same are one project.</summary>
    public string Normalized { get; }

    /// <summary>The normalised name with '_', as file names have it.</summary>
    public string Underscored => Normalized.Replace('-', '_');

    /// <summary>What is left when separators are dropped and letters that look alike are one: l, i and 1, o and 0.</summary>
    public string LookAlike { get; }

    public static Parsed<ProjectName> Parse(string text) => IsName(text)
        ? new ProjectName(text)
        : NameProblems.InvalidName.Because(
            $"'{(text.Length > 60 ? $"{text[..30]}...{text[^30..]}" : text)}' is an invalid value for Name. Error: Start and end with a "
                + "letter or numeral containing only ASCII numeric "
            + "and '.', '_' and '-'. See https://packaging.python.org/specifications/core-metadata for more information.");

    /// <summary>Whether a new project may have the name; null when it may.</summary>
    public Fault? Prohibited() => StandardLibrary.Has(Normalized)
        ? NameProblems.ProhibitedName.Because($"The name '{Text}' isn't allowed (conflict with Python Standard Library module name).")
        : Reserved.Contains(Normalized) ? NameProblems.ProhibitedName.Because($"The name '{Text}' isn't allowed.") : null;

    public override string ToString() => Text;

    private static readonly HashSet<string> Reserved =
        ["requirements-txt", "rrequirements-txt", "requirements", "pyproject-toml", "setup-py", "setup-cfg", "none", "null", "simple",
            "legacy", "packages"];

    private static bool IsName(string text) =>
        text.Length is > 0 and <= MostCharacters && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static string Normalize(string text, char separator)
    {
        var normal = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c)) normal.Append(char.ToLowerInvariant(c));
            else if (normal[^1] != separator) normal.Append(separator);
        }

        return normal.ToString();
    }

    private static string Fold(string text) =>
        string.Concat(text.Where(char.IsAsciiLetterOrDigit).Select(c => char.ToLowerInvariant(c) switch
    {
        'l' or 'i' => '1',
        'o' => '0',
        var other => other,
    }));
}
