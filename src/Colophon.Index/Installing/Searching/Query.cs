using Colophon.Index.Installing.Listing;
using Colophon.Index.Web;
using Colophon.Rules.Packaging.Names;

namespace Colophon.Index.Installing.Searching;

/// <summary>What somebody looks for: words that all stand in a project's name or summary.</summary>
internal sealed class Query
{
    /// <summary>The longest text that is looked for.</summary>
    public const int Longest = 100;

    private const int MostWords = 8;

    private readonly List<(string Word, string InNames)> words;
    private readonly string whole;

    private Query(string text, List<(string, string)> words)
    {
        (Text, this.words) = (text, words);
        whole = string.Join('-', words.Select(word => word.Item2));
    }

    /// <summary>As typed, without blanks around it.</summary>
    public string Text { get; }

    /// <summary>Nothing in it means anything but itself.</summary>
    public static Query Parse(string? text)
    {
        var trimmed = text?.Trim() ?? "";
        if (trimmed.Length > Longest)
            throw WebProblems.BadRequest.Refuse($"The text to look for has {trimmed.Length} characters, expected at most {Longest}.");

        var words = trimmed.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.OrdinalIgnoreCase);
        return new Query(trimmed, [.. words.Take(MostWords).Select(word => (word, InNames(word)))]);
    }

    /// <summary>The projects found: of this name, then with names that begin so, then that hold it, then by their summaries.</summary>
    public List<ProjectLine> Find(Catalogue catalogue)
    {
        var found = new List<ProjectLine>[] { [], [], [], [] };
        foreach (var line in catalogue.Lines)
        {
            if (Rank(line) is { } rank) found[rank].Add(line);
        }

        return [.. found.SelectMany(list => list)];
    }

    /// <summary>Names are compared in the form in which they are unique: <c>zope_interface</c> finds <c>zope.interface</c>.</summary>
    private static string InNames(string word) =>
        ProjectName.Parse(word).TryGet(out var name, out _) ? name.Normalized : word.ToLowerInvariant();

    private int? Rank(ProjectLine line)
    {
        var byName = true;
        foreach (var (word, inNames) in words)
        {
            if (line.Normalized.Contains(inNames, StringComparison.Ordinal)) continue;
            if (line.Summary?.Contains(word, StringComparison.OrdinalIgnoreCase) != true) return null;
            byName = false;
        }

        if (!byName) return 3;
        if (words.Count == 0 || !line.Normalized.StartsWith(whole, StringComparison.Ordinal)) return 2;
        return line.Normalized.Length == whole.Length ? 0 : 1;
    }
}
