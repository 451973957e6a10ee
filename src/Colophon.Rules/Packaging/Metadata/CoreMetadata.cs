using System.Text;

namespace Colophon.Rules.Packaging;

/// <summary>
/// The core metadata of a distribution, read from the file in it. The bytes are kept: they are what installers see (PEP 658).
/// </summary>
public sealed class CoreMetadata
{
    private const int MostBytes = 4 << 20;
    private const int MostValues = 10_000;

    private readonly Dictionary<string, List<string>> fields;

    private CoreMetadata(ReadOnlyMemory<byte> bytes, Dictionary<string, List<string>> fields) => (Bytes, this.fields) = (bytes, fields);

    /// <summary>METADATA or PKG-INFO, unchanged.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public string Name => One("name")!;
    public string Version => One("version")!;
    public string MetadataVersion => One("metadata-version")!;
    public string? Summary => One("summary");
    public string? RequiresPython => One("requires-python");
    public string? DescriptionContentType => One("description-content-type");

    /// <summary>From the body, or from the header of old files.</summary>
    public string? Description => One("description");

    /// <summary>A field that stands once, by its header's name in lower case; null when it is absent.</summary>
    public string? One(string field) => fields.TryGetValue(field, out var values) ? values[0] : null;

    /// <summary>Every value of a field, in the file's order.</summary>
    public IReadOnlyList<string> All(string field) => fields.TryGetValue(field, out var values) ? values : [];

    public static Parsed<CoreMetadata> Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MostBytes)
            return MetadataProblems.TooLarge.Because($"The metadata has {bytes.Length} bytes, expected at most {MostBytes}.");

        string text;
        try { text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes.Span); }
        catch (DecoderFallbackException) { return MetadataProblems.Encoding.Because("The metadata is not valid UTF-8."); }

        if (text.Contains('\0', StringComparison.Ordinal) || text.StartsWith('\uFEFF'))
            return MetadataProblems.Encoding.Because("The metadata holds a NUL or begins with a byte-order mark.");
        var (fields, fault) = ReadFields(text.Replace("\r\n", "\n", StringComparison.Ordinal));
        if (fault is not null) return fault;
        return MetadataRules.FaultIn(fields) ?? (Parsed<CoreMetadata>)new CoreMetadata(bytes, fields);
    }

    /// <summary>Header lines until an empty line, continued by lines that begin with a blank; the rest is the description.</summary>
    private static (Dictionary<string, List<string>> Fields, Fault? Fault) ReadFields(string text)
    {
        var fields = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        List<string>? last = null;
        var (at, values) = (0, 0);
        while (at < text.Length)
        {
            var end = text.IndexOf('\n', at) is >= 0 and var found ? found : text.Length;
            var line = text[at..end];
            at = Math.Min(end + 1, text.Length);
            if (line.Length == 0) break;
            if (line.Any(c => (char.IsControl(c) && c != '\t') || c is '\u2028' or '\u2029'))
                return (fields, MetadataProblems.Bad($"'{Shown(line)}' holds a control character"));

            if (line[0] is ' ' or '\t')
            {
                if (last is null) return (fields, MetadataProblems.Bad("the first line of the metadata continues nothing"));
                last[^1] += "\n" + line;
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || !line.AsSpan(0, colon).ToArray().All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
                return (fields, MetadataProblems.Bad($"'{Shown(line)}' is not a header"));
            if (++values > MostValues)
                return (fields, MetadataProblems.TooLarge.Because($"The metadata has more than {MostValues} fields."));

            last = Field(fields, line[..colon].ToLowerInvariant());
            last.Add(line[(colon + 1)..].Trim());
        }

        var body = text[at..];
        if (string.IsNullOrWhiteSpace(body)) return (fields, null);
        if (fields.ContainsKey("description"))
            return (fields, MetadataProblems.Bad("'description' has invalid data: it stands in a header and in the body"));
        Field(fields, "description").Add(body);
        return (fields, null);
    }

    private static List<string> Field(Dictionary<string, List<string>> fields, string name) => fields.TryGetValue(name, out var values)
        ? values
        : fields[name] = [];

    private static string Shown(string line) => line.Length > 60 ? line[..60] + "…" : line;
}
