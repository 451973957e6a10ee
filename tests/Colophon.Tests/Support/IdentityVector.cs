using System.Text.Json.Nodes;
using Colophon.Rules.Identity;

namespace Colophon.Tests.Support;

/// <summary>
/// Cases of Vectors/identity/PROVIDER: a file is a case or several. One whose name begins with <c>matching</c> is a publisher, its issuer and
/// the claims of a job that it accepts; the cases of every other file are changes of one of those (<c>like</c>), with the claims whose
/// findings must fail, or <c>accepted</c>. See Vectors/identity/README.md.
/// </summary>
internal sealed record IdentityVector
{
    private static readonly string Folder = Checkout.Vectors("identity");

    public required string Name { get; init; }
    public required string Provider { get; init; }
    public required string Issuer { get; init; }
    public required JsonObject Publisher { get; init; }
    public required JsonObject Claims { get; init; }

    /// <summary>Claims whose findings fail, in order of the alphabet; empty when the job is accepted.</summary>
    public IReadOnlyList<string> Failing { get; init; } = [];

    /// <summary>The version that the token is bound to.</summary>
    public string? Version { get; init; }

    /// <summary>Whether the publisher has kept the ids of its matching job.</summary>
    public Dictionary<string, string> Pins { get; init; } = [];

    public static IEnumerable<string> Providers => Directory.GetDirectories(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    public PublisherTerms Terms => Identities.Terms(Provider, Strings(Publisher), Pins, Issuer);

    public VerifiedIdentity Identity => Identities.Of(Claims, Issuer);

    /// <summary>Publishers with a job that each accepts.</summary>
    public static IEnumerable<IdentityVector> Matching(string provider) => Files(provider).Where(IsMatching).Select(path => Read(path, provider));

    /// <summary>Every case of every provider, the matching ones too.</summary>
    public static IEnumerable<IdentityVector> All() => Providers.SelectMany(provider =>
        Matching(provider).Concat(Files(provider).Where(path => !IsMatching(path)).SelectMany(path => Cases(path, provider))));

    public Verdict Judge() => Terms.Provider.Judge(Terms, Identity);

    public override string ToString() => $"{Provider}/{Name}";

    private static IEnumerable<string> Files(string provider) => Directory.GetFiles(Path.Combine(Folder, provider), "*.json").Order(StringComparer.Ordinal);

    private static bool IsMatching(string path) => Path.GetFileName(path).StartsWith("matching", StringComparison.Ordinal);

    private static IdentityVector Read(string path, string provider)
    {
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        return new IdentityVector
        {
            Name = Path.GetFileNameWithoutExtension(path),
            Provider = provider,
            Issuer = json["issuer"]!.GetValue<string>(),
            Publisher = json["publisher"]!.AsObject(),
            Claims = json["claims"]!.AsObject(),
            Version = (string?)json["version"],
        };
    }

    private static IEnumerable<IdentityVector> Cases(string path, string provider)
    {
        var file = Path.GetFileNameWithoutExtension(path);
        foreach (var (at, node) in JsonNode.Parse(File.ReadAllText(path))!.AsArray().Index())
        {
            var one = node!.AsObject();
            var like = Read(Path.Combine(Folder, provider, $"{(string?)one["like"] ?? "matching"}.json"), provider);
            var known = new[] { "about", "like", "issuer", "publisher", "change", "remove", "pinned", "expected", "version" };
            Assert.All(one.Select(member => member.Key), member => Assert.Contains(member, known));
            yield return like with
            {
                Name = $"{file}[{at}]: {one["about"]}",
                Issuer = (string?)one["issuer"] ?? like.Issuer,
                Publisher = Changed(like.Publisher, one["publisher"]?.AsObject(), []),
                Claims = Changed(like.Claims, one["change"]?.AsObject(), one["remove"]?.AsArray() ?? []),
                Pins = (bool?)one["pinned"] == true ? like.Judge().Pins.ToDictionary() : [],
                Failing = one["expected"] is JsonArray failing ? [.. failing.Select(claim => (string)claim!).Order(StringComparer.Ordinal)]
                    : (string?)one["expected"] == "accepted" ? [] : throw new InvalidDataException($"{file}[{at}] expects nothing."),
                Version = one.ContainsKey("version") ? (string?)one["version"] : like.Version,
            };
        }
    }

    private static JsonObject Changed(JsonObject like, JsonObject? changes, JsonArray removed)
    {
        var changed = (JsonObject)like.DeepClone();
        foreach (var (name, value) in changes ?? []) changed[name] = value?.DeepClone();
        foreach (var name in removed) changed.Remove((string)name!);
        return changed;
    }

    private static Dictionary<string, string> Strings(JsonObject fields) =>
        fields.Where(field => field.Value is not null).ToDictionary(field => field.Key, field => (string)field.Value!);
}
