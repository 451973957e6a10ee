using System.Text;

namespace Colophon.Rules.Packaging.Metadata;

/// <summary>
/// The core metadata of a distribution, read from the file in it. The bytes are kept: they are what installers see (PEP 658).
/// </summary>
public sealed class CoreMetadata
{
    /// <summary>A larger METADATA or PKG-INFO is refused.</summary>
    public const int MostBytes = 4 << 20;

    /// <summary>More values of all fields together are refused.</summary>
    public const int MostValues = HeaderReader.MostValues;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);
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

    /// <summary>Headers of the fields that are there, in lower case.</summary>
    internal IReadOnlyCollection<string> Headers => fields.Keys;

    /// <summary>A field that stands once, by its header's name in lower case; null when it is absent.</summary>
    public string? One(string field) => fields.TryGetValue(field, out var values) ? values[0] : null;

    /// <summary>Every value of a field, in the file's order.</summary>
    public IReadOnlyList<string> All(string field) => fields.TryGetValue(field, out var values) ? values : [];

    /// <summary>Reads what is there, of fields known or not; what their values must be is judged by <see cref="MetadataRules"/>.</summary>
    public static Parsed<CoreMetadata> Parse(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MostBytes)
            return MetadataProblems.TooLarge.Because($"The metadata has {bytes.Length} bytes, expected at most {MostBytes}.");

        string text;
        try { text = StrictUtf8.GetString(bytes.Span); }
        catch (DecoderFallbackException) { return MetadataProblems.Encoding.Because("The metadata is not valid UTF-8."); }

        if (text.Contains('\0', StringComparison.Ordinal) || text.StartsWith('\uFEFF'))
            return MetadataProblems.Encoding.Because("The metadata holds a NUL or begins with a byte-order mark.");
        var reader = new HeaderReader(text.Replace("\r\n", "\n", StringComparison.Ordinal));
        return reader.Read() ?? Incomplete(reader.Fields) ?? (Parsed<CoreMetadata>)new CoreMetadata(bytes, reader.Fields);
    }

    private static Fault? Incomplete(Dictionary<string, List<string>> fields)
    {
        foreach (var (field, values) in fields)
        {
            if (values.Count > 1 && MetadataField.ByHeader.TryGetValue(field, out var known) && !known.IsList)
                return MetadataProblems.Bad($"'{field}' has invalid data: it stands {values.Count} times, expected once");
        }

        if (!fields.ContainsKey("metadata-version")) return MetadataProblems.Bad("None is not a valid metadata version");
        if (!fields.ContainsKey("name")) return MetadataProblems.Bad("'name' is a required field");
        return fields.ContainsKey("version") ? null : MetadataProblems.Bad("'version' is a required field");
    }
}
