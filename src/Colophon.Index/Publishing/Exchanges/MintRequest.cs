using System.Text.Json;
using Colophon.Index.Web;
using Colophon.Rules.Packaging.Names;
using Colophon.Rules.Tokens;

namespace Colophon.Index.Publishing.Exchanges;

/// <summary>
/// The body of an exchange. Its optional members only narrow what is minted; unknown members have no effect (threats.md C26).
/// </summary>
internal sealed record MintRequest(string Token, Narrowing Narrowing)
{
    private const int MostFiles = 200;

    public static MintRequest Read(JsonElement body) => new(
        body.TryGetProperty("token", out var token) && token.ValueKind == JsonValueKind.String
            ? token.GetString()!
            : throw Malformed($"\"token\" is {Kind(token)}, expected a string with the identity token"),
        Together(new Narrowing(Project(body), Version(body), Files(body), SingleUse(body)) { Reads = Reads(body) }));

    /// <summary>Never prints the token.</summary>
    public override string ToString() => "[redacted]";

    /// <summary>As with features: what is asked for is given or refused, never passed over.</summary>
    private static bool Reads(JsonElement body) => Text(body, "scope") switch
    {
        null or Scopes.Upload => false,
        Scopes.Read => true,
        var other => throw Malformed($"\"scope\" is '{(other.Length > 100 ? other[..100] : other)}', expected {Scopes.Read} or "
            + Scopes.Upload),
    };

    /// <summary>A version, files and single use narrow what is uploaded: a token that reads could be used for nothing with them.</summary>
    private static Narrowing Together(Narrowing narrowing) =>
        narrowing is { Reads: true, Version: not null } or { Reads: true, Files: not null } or { Reads: true, SingleUse: true }
            ? throw Malformed("\"scope\" is read, which a \"project\" can narrow; \"version\", \"files\" and \"single-use-token\" are "
                + "for uploads")
            : narrowing;

    private static string? Project(JsonElement body) => Text(body, "project") is not { } name
        ? null
        : ProjectName.Parse(name).TryGet(out var project, out var fault)
            ? project.Normalized
            : throw Malformed($"\"project\": {fault.Detail}");

    private static string? Version(JsonElement body) => Text(body, "version") is not { } text
        ? null
        : ReleaseVersion.Parse(text).TryGet(out var version, out var fault)
            ? version.Canonical
            : throw Malformed($"\"version\": {fault.Detail}");

    private static List<(string FileName, string Sha256)>? Files(JsonElement body)
    {
        if (!body.TryGetProperty("files", out var files) || files.ValueKind == JsonValueKind.Null) return null;
        if (files.ValueKind != JsonValueKind.Array)
            throw Malformed($"\"files\" is {Kind(files)}, expected a list of objects with \"filename\" and \"sha256\"");
        if (files.GetArrayLength() > MostFiles)
            throw Malformed($"\"files\" names {files.GetArrayLength()} files, expected at most {MostFiles}");
        return [.. files.EnumerateArray().Select(File)];
    }

    /// <summary>
    /// PEP 807's negotiation (draft of August 2026): what is asked for is given or refused, never passed over, since it narrows.
    /// </summary>
    private static bool SingleUse(JsonElement body)
    {
        if (!body.TryGetProperty("features", out var features) || features.ValueKind == JsonValueKind.Null) return false;
        if (features.ValueKind != JsonValueKind.Array) throw Malformed($"\"features\" is {Kind(features)}, expected a list of strings");

        var named = features.EnumerateArray().Select(f => f.ValueKind == JsonValueKind.String ? f.GetString()! : f.GetRawText()).ToList();
        if (named.Find(name => !Discovery.Features.Contains(name)) is { } unknown)
            throw Malformed($"\"features\" asks for '{(unknown.Length > 100 ? unknown[..100] : unknown)}', expected one of "
                + $"{string.Join(", ", Discovery.Features)}");
        var isSingle = named.Contains(Discovery.SingleUse);
        return !isSingle || !named.Contains(Discovery.MultiUse)
            ? isSingle
            : throw Malformed("\"features\" asks for a token that is single-use and multi-use at once, expected one of the two");
    }

    private static (string FileName, string Sha256) File(JsonElement file)
    {
        var name = file.ValueKind == JsonValueKind.Object ? Text(file, "filename") : null;
        var sha256 = file.ValueKind == JsonValueKind.Object ? Text(file, "sha256") : null;
        if (name is null || sha256 is not { Length: 64 } || !sha256.All(char.IsAsciiHexDigitLower))
            throw Malformed("each member of \"files\" has a \"filename\" and a \"sha256\" of 64 lower-case hexadecimal digits");
        return (name, sha256);
    }

    private static string? Text(JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : throw Malformed($"\"{name}\" is {Kind(value)}, expected a string");
    }

    private static string Kind(JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? "missing" : $"a JSON {value.ValueKind}";

    private static Refusal Malformed(string what) => PublishingProblems.InvalidPayload.Refuse($"The body is not an exchange: {what}.");
}
