namespace Colophon.Rules.Packaging.Metadata;

/// <summary>
/// Reads header lines until an empty line, continued by lines that begin with a blank; the rest is the description. A line ends with a line
/// feed and with nothing else: what Python would also take for one is refused, since readers differ (threats.md E50).
/// </summary>
internal sealed class HeaderReader(string text)
{
    /// <summary>Values of all fields together.</summary>
    public const int MostValues = 10_000;

    private List<string>? last;
    private int values;

    public Dictionary<string, List<string>> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>Null when all was read.</summary>
    public Fault? Read()
    {
        var at = 0;
        while (at < text.Length)
        {
            var end = text.IndexOf('\n', at) is >= 0 and var found ? found : text.Length;
            var line = text[at..end];
            at = Math.Min(end + 1, text.Length);
            if (line.Length == 0) break;
            if (ReadLine(line) is { } fault) return fault;
        }

        var body = text[at..];
        if (string.IsNullOrWhiteSpace(body)) return null;
        if (Fields.ContainsKey("description"))
            return MetadataProblems.Bad("'description' has invalid data: it stands in a header and in the body");
        Fields["description"] = [body];
        return null;
    }

    private Fault? ReadLine(string line)
    {
        if (line.Any(c => (char.IsControl(c) && c != '\t') || c is '\u2028' or '\u2029'))
            return MetadataProblems.Bad($"'{Shown(line)}' holds a control character");

        if (line[0] is ' ' or '\t')
        {
            if (last is null) return MetadataProblems.Bad("the first line of the metadata continues nothing");
            last[^1] += "\n" + line;
            return null;
        }

        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || !line.AsSpan(0, colon).ToArray().All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            return MetadataProblems.Bad($"'{Shown(line)}' is not a header");
        if (++values > MostValues) return MetadataProblems.TooLarge.Because($"The metadata has more than {MostValues} fields.");

        var field = line[..colon].ToLowerInvariant();
        if (!Fields.TryGetValue(field, out last)) Fields[field] = last = [];
        last.Add(line[(colon + 1)..].Trim());
        return null;
    }

    private static string Shown(string line) => line.Length > 60 ? line[..60] + "…" : line;
}
