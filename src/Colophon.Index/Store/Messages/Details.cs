using System.Text.Json;

namespace Colophon.Index.Store.Messages;

/// <summary>What an event says besides, as names and texts.</summary>
internal static class Details
{
    /// <summary>Never fails: whoever walks along the history must come past a row that somebody has bent.</summary>
    public static Dictionary<string, string?> Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var facts = new Dictionary<string, string?>(StringComparer.Ordinal);
            foreach (var member in document.RootElement.EnumerateObject()) facts[member.Name] = TextOf(member.Value);
            return facts;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return new() { ["unreadable"] = json };
        }
    }

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.String => value.GetString(),
        _ => value.GetRawText(),
    };
}
