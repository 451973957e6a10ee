using System.Text;

namespace Colophon.Index.Web.Descriptions.Rst;

/// <summary>What holds for the whole text: who is called what.</summary>
internal sealed class RstDocument
{
    private readonly HashSet<string> ids = new(StringComparer.Ordinal);

    public Dictionary<string, Target> Targets { get; } = new(StringComparer.Ordinal);

    public List<Target> AnonymousTargets { get; } = [];

    public Dictionary<string, Node> Substitutions { get; } = new(StringComparer.Ordinal);

    public Footnotes Footnotes { get; } = new();

    /// <summary>Roles that the text itself defines, and what they are based on.</summary>
    public Dictionary<string, string> Roles { get; } = new(StringComparer.Ordinal);

    public string DefaultRole { get; set; } = "title-reference";

    /// <summary>Title marks in the order in which they came up: the first is the highest level.</summary>
    public List<string> TitleStyles { get; } = [];

    /// <summary>Names ignore case and kinds of blank.</summary>
    public static string NameOf(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();

    /// <summary>An id that no other element has.</summary>
    public string NewId(string name)
    {
        var slug = new StringBuilder();
        foreach (var c in name.ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c)) slug.Append(c);
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }

        var text = slug.ToString().Trim('-');
        if (text.Length == 0) text = "place";
        if (text.Length > 100) text = text[..100];
        if (ids.Add(text)) return text;
        var n = ids.Count;
        while (!ids.Add($"{text}-{n}")) n++;
        return $"{text}-{n}";
    }

    /// <summary>A place or an address that the text names. Two of one name are refused unless they lead to the same address.</summary>
    public void Declare(string name, Target target)
    {
        if (!Targets.TryGetValue(name, out var old) || !old.IsExplicit)
        {
            Targets[name] = target;
            return;
        }

        if (target.Uri is null || old.Uri != target.Uri) throw RstStop.Broken(target.Line, $"Duplicate explicit target name: \"{name}\".");
    }

    /// <summary>A section's title, which can be referred to while no other place has the same name.</summary>
    public string DeclareTitle(string title, int line)
    {
        var name = NameOf(title);
        var id = NewId(name);
        if (!Targets.TryGetValue(name, out var old)) Targets[name] = new Target(line) { Id = id, IsExplicit = false };
        else if (!old.IsExplicit) old.IsAmbiguous = true;
        return id;
    }
}

/// <summary>What a name leads to: a place in the text, an address, or another name.</summary>
internal sealed class Target(int line)
{
    public int Line => line;

    public string? Id { get; set; }

    public string? Uri { get; set; }

    public string? OtherName { get; set; }

    public bool IsExplicit { get; init; } = true;

    /// <summary>Several sections have this title: nobody can refer to them by it.</summary>
    public bool IsAmbiguous { get; set; }
}
