using System.Text.Json;

namespace Colophon.Rules.Identity.Judging;

/// <summary>
/// Names of claims. A name that begins with <c>/</c> is a path into nested objects, a member between each two slashes (a JSON Pointer, RFC
/// 6901, without its escapes and without arrays): <c>/kubernetes.io/namespace</c>. Every other name is that of a flat claim, whatever is in
/// it: <c>oidc.circleci.com/project-id</c>. The first character decides, so neither can be taken for the other.
/// </summary>
internal static class ClaimName
{
    public const int MostCharacters = 128;
    private const int MostLevels = 8;

    public static bool IsPlausible(string name)
    {
        if (name.Length is 0 or > MostCharacters) return false;
        if (!name.All(c => c is > ' ' and <= '~' && c is not ('"' or '\'' or '{' or '}' or '*' or ',' or '=' or '\\'))) return false;
        if (name[0] != '/') return true;

        var members = name[1..].Split('/');
        return members.Length is > 1 and <= MostLevels && members.All(member => member.Length > 0 && !member.Contains('~'));
    }

    /// <summary>The claim, of whatever type; null when it is not there.</summary>
    public static JsonElement? Find(JsonElement claims, string name)
    {
        if (name.Length == 0 || name[0] != '/') return Member(claims, name);

        JsonElement? at = claims;
        foreach (var member in name[1..].Split('/'))
        {
            if (at is not { } inside) return null;
            at = Member(inside, member);
        }

        return at;
    }

    private static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;
}
