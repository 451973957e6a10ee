using System.Globalization;

namespace Colophon.Index.Web.Descriptions.Rst.Inlines;

/// <summary>Interpreted text: what a role makes of the words in backquotes.</summary>
internal static class InlineRoles
{
    private static readonly Dictionary<string, string> Tags = new(StringComparer.Ordinal)
    {
        ["emphasis"] = "em",
        ["strong"] = "strong",
        ["literal"] = "code",
        ["code"] = "code",
        ["math"] = "code",
        ["subscript"] = "sub",
        ["sub"] = "sub",
        ["superscript"] = "sup",
        ["sup"] = "sup",
        ["title-reference"] = "cite",
        ["title"] = "cite",
        ["t"] = "cite",
        ["span"] = "span",
    };

    public static bool IsKnown(string role, RstDocument document) =>
        role is "pep-reference" or "pep" or "rfc-reference" or "rfc" || (role != "span" && Tags.ContainsKey(role))
            || document.Roles.ContainsKey(role);

    public static Node Write(RstDocument document, int line, string role, string hidden)
    {
        var name = role.ToLowerInvariant();
        if (name == "raw") throw RstStop.Broken(line, "raw (and derived) roles disabled.");
        if (!IsKnown(name, document))
            throw RstStop.Broken(line, $"Unknown interpreted text role \"{role}\". Sphinx knows more of them than package pages do.");
        name = document.Roles.GetValueOrDefault(name, name);
        var tag = Tags.GetValueOrDefault(name);
        if (tag is null) return Numbered(line, name.StartsWith("pep", StringComparison.Ordinal), Escapes.Text(hidden).Trim());
        return new Node(tag) { Children = [Node.Of(tag == "code" ? Escapes.Shown(hidden) : Escapes.Text(hidden))] };
    }

    private static Node Numbered(int line, bool isPep, string text)
    {
        if (!int.TryParse(text.Split('#')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < (isPep ? 0 : 1)
            || number > 99_999)
            throw RstStop.Broken(line, $"{(isPep ? "PEP" : "RFC")} number must be a number; \"{text}\" is invalid.");
        var address = isPep
            ? string.Create(CultureInfo.InvariantCulture, $"https://peps.python.org/pep-{number:0000}")
            : string.Create(CultureInfo.InvariantCulture, $"https://www.rfc-editor.org/rfc/rfc{number}");
        return new Node("a") { Children = [Node.Of($"{(isPep ? "PEP" : "RFC")} {text.Split('#')[0]}")] }.With("href", address);
    }
}
