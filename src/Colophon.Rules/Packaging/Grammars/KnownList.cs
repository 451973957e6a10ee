namespace Colophon.Rules.Packaging.Grammars;

/// <summary>
/// Lists that other people keep, embedded here as text: one entry a line, '#' before what is said about the list.
/// </summary>
internal static class KnownList
{
    /// <summary>The entries of a list.</summary>
    public static List<string> Lines(string name) => [.. All(name).Where(line => line.Length > 0 && line[0] != '#')];

    /// <summary>What the list says of itself: where it comes from and of when it is.</summary>
    public static string About(string name) =>
        string.Join(' ', All(name).TakeWhile(line => line[0] == '#').Select(line => line[1..].Trim()));

    private static string[] All(string name)
    {
        using var stream = typeof(KnownList).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The list {name} is not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
