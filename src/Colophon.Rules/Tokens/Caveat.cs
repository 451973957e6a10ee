using System.Text.Encodings.Web;
using System.Text.Json;

namespace Colophon.Rules.Tokens;

/// <summary>
/// One restriction of a token, written as a JSON array <c>[tag, field, …]</c>. Tags 0 to 4 are PyPI's, ours begin at 64. A tag that is not
/// known refuses: a holder may only narrow, and what cannot be read cannot be obeyed.
/// </summary>
public abstract record Caveat
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The number that begins it on the wire.</summary>
    public abstract int Tag { get; }

    /// <summary>Why the act is not allowed, in PyPI's words where it has them; null when it is allowed.</summary>
    public abstract string? Judge(Act act);

    /// <summary>The bytes that are signed.</summary>
    public byte[] ToBytes()
    {
        var buffer = new MemoryStream(128);
        using (var json = new Utf8JsonWriter(buffer, Compact))
        {
            json.WriteStartArray();
            json.WriteNumberValue(Tag);
            WriteFields(json);
            json.WriteEndArray();
        }

        return buffer.ToArray();
    }

    /// <summary>Reads a caveat strictly: types are exact, nothing is missing, nothing is left over.</summary>
    public static Parsed<Caveat> Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 4, AllowDuplicateProperties = false });
            return json.RootElement.ValueKind == JsonValueKind.Array
                ? OfArray([.. json.RootElement.EnumerateArray()])
                : TokenProblems.UnknownCaveat.Because("caveat must be an array");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return TokenProblems.UnknownCaveat.Because("invalid values for fields"); // not JSON, or not Unicode inside
        }
    }

    private protected abstract void WriteFields(Utf8JsonWriter json);

    private static Parsed<Caveat> OfArray(List<JsonElement> array)
    {
        if (array.Count == 0) return TokenProblems.UnknownCaveat.Because("caveat array cannot be empty");

        // The raw text must be the integer: in some languages true == 1 and 0.0 == 0 (threats.md C10).
        var tag = array[0].ValueKind == JsonValueKind.Number ? array[0].GetRawText() : "";
        var fields = array[1..];
        Caveat? caveat = tag switch
        {
            "0" => CaveatFields.Expiration(fields),
            "1" => CaveatFields.Texts(fields) is { } names ? new ProjectNames(names) : null,
            "2" => CaveatFields.Ids(fields) is { } ids ? new ProjectIds(ids) : null,
            "3" => CaveatFields.Id(fields, most: 1) is { } user ? new RequestUser(user) : null,
            "4" => CaveatFields.Id(fields, most: 2) is { } publisher ? new OidcPublisher(publisher) : null,
            "64" => CaveatFields.Texts(fields) is { } versions ? new Versions(versions) : null,
            "65" => CaveatFields.Ids(fields) is { } publishers ? new Publishers(publishers) : null,
            "66" => CaveatFields.Files(fields) is { } files ? new Files(files) : null,
            "67" => CaveatFields.Bound(fields),
            "68" => fields.Count == 0 ? new OneUpload() : null,
            "69" => CaveatFields.Texts(fields) is { } scopes ? new Scopes(scopes) : null,
            _ => new Unknown(),
        };
        if (caveat is Unknown) return TokenProblems.UnknownCaveat.Because($"caveat has unknown tag: {array[0].GetRawText()}");
        return caveat is null
            ? TokenProblems.UnknownCaveat.Because(fields.Count == 0 ? "Not enough values" : "invalid values for fields")
            : caveat;
    }

    private sealed record Unknown : Caveat
    {
        public override int Tag => -1;

        public override string Judge(Act act) => "unknown";

        private protected override void WriteFields(Utf8JsonWriter json) => throw new NotSupportedException();
    }
}

/// <summary>Reads the fields behind a caveat's tag; null where they are not exactly what the tag asks for.</summary>
internal static class CaveatFields
{
    public static Expiration? Expiration(List<JsonElement> fields) =>
        fields.Count == 2 && Integer(fields[0]) is { } expires && Integer(fields[1]) is { } notBefore
            ? new Expiration(expires, notBefore)
            : null;

    public static List<string>? Texts(List<JsonElement> fields) => List(fields, Text);

    public static List<Guid>? Ids(List<JsonElement> fields) =>
        List(fields, Text)?.ConvertAll(OneId) is { } ids && ids.TrueForAll(id => id is not null)
        ? ids.ConvertAll(id => id!.Value)
        : null;

    /// <summary>PyPI's tag 4 has a second slot that is always null.</summary>
    public static Guid? Id(List<JsonElement> fields, int most) =>
        fields.Count >= 1 && fields.Count <= most && fields.Skip(1).All(f => f.ValueKind == JsonValueKind.Null)
            && Text(fields[0]) is { } text ? OneId(text) : null;

    public static List<(string FileName, string Sha256)>? Files(List<JsonElement> fields)
    {
        if (fields.Count != 1 || fields[0].ValueKind != JsonValueKind.Array) return null;

        var files = new List<(string, string)>();
        foreach (var pair in fields[0].EnumerateArray())
        {
            if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2 || Text(pair[0]) is not { } name
                || Text(pair[1]) is not { } hash) return null;
            files.Add((name, hash));
        }

        return files;
    }

    public static BoundVersion? Bound(List<JsonElement> fields) =>
        fields.Count == 2 && Text(fields[0]) is { } version && Ids(fields[1..]) is { } except ? new BoundVersion(version, except) : null;

    private static List<string>? List(List<JsonElement> fields, Func<JsonElement, string?> read)
    {
        if (fields.Count != 1 || fields[0].ValueKind != JsonValueKind.Array) return null;
        var values = fields[0].EnumerateArray().Select(read).ToList();
        return values.TrueForAll(value => value is not null) ? values.ConvertAll(value => value!) : null;
    }

    private static string? Text(JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString() : null;

    private static long? Integer(JsonElement element) => element.ValueKind == JsonValueKind.Number
        && element.GetRawText() is var raw && raw.All(c => char.IsAsciiDigit(c) || c == '-')
        && element.TryGetInt64(out var value) ? value : null;

    private static Guid? OneId(string text) =>
        Guid.TryParseExact(text, "D", out var id) && string.Equals(id.ToString("D"), text, StringComparison.Ordinal) ? id : null;
}
