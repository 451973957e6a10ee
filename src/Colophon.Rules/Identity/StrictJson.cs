using System.Text.Json;
using System.Text.Unicode;

namespace Colophon.Rules.Identity;

/// <summary>
/// JSON read once and strictly: no repeated names at any depth, no byte-order mark, comments or bytes behind the value, valid Unicode
/// everywhere. What is verified is what is used (threats.md A15-A22).
/// </summary>
public sealed class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private StrictJson(JsonElement root) => Root = root;

    /// <summary>The value; safe to keep.</summary>
    public JsonElement Root { get; }

    public static Parsed<StrictJson> Parse(ReadOnlyMemory<byte> utf8)
    {
        if (!Utf8.IsValid(utf8.Span)) return IdentityProblems.NotJson.Because("the text is not valid UTF-8");
        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            var root = document.RootElement.Clone();
            return IsUnicode(root) ? new StrictJson(root) : NotUnicode();
        }
        catch (JsonException exception)
        {
            return IdentityProblems.NotJson.Because($"the text is not strict JSON (line {exception.LineNumber}, byte "
                + $"{exception.BytePositionInLine})");
        }
        catch (InvalidOperationException)
        {
            return NotUnicode(); // thrown while names are compared, when one holds a lone surrogate (threats.md 0.2)
        }
    }

    private static Fault NotUnicode() => IdentityProblems.NotJson.Because("a string in it is not valid Unicode");

    /// <summary>Escaped lone surrogates pass the parser and throw only when the string is read.</summary>
    private static bool IsUnicode(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                return element.GetString() is not null;
            case JsonValueKind.Array:
                return element.EnumerateArray().All(IsUnicode);
            case JsonValueKind.Object:
                return element.EnumerateObject().All(property => property.Name is not null && IsUnicode(property.Value));
            default:
                return true;
        }
    }
}
