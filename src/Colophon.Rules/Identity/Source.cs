using System.Text.Json;
using System.Text.Json.Serialization;

namespace Colophon.Rules.Identity;

/// <summary>Where a file comes from, as an identity proved it at upload. Kept for ever on the file.</summary>
public sealed record Source
{
    /// <summary>Key of the provider, e.g. <c>github</c>.</summary>
    public required string Provider { get; init; }

    public required string ProviderName { get; init; }
    public required string Issuer { get; init; }
    public string? Repository { get; init; }
    public string? RepositoryUrl { get; init; }
    public string? Workflow { get; init; }

    /// <summary>Full name of the branch or tag, e.g. <c>refs/tags/v1.2.0</c>.</summary>
    public string? Ref { get; init; }

    public string? Commit { get; init; }
    public string? CommitUrl { get; init; }
    public string? Environment { get; init; }
    public string? Run { get; init; }
    public string? RunUrl { get; init; }
    public string? Attempt { get; init; }
    public string? Actor { get; init; }
    public string? Event { get; init; }

    /// <summary>Ids that the provider never gives out twice, claim → value.</summary>
    public IReadOnlyDictionary<string, string> Ids { get; init; } = new Dictionary<string, string>();

    public string ToJson() => JsonSerializer.Serialize(this, SourceJson.Default.Source);

    public static Source FromJson(string json) => JsonSerializer.Deserialize(json, SourceJson.Default.Source)!;

    /// <summary>
    /// One line: "octo-org/sampleproject at commit 3f2a91c, tag v1.2.0, by workflow release.yml in environment pypi (run 4004, attempt 1)".
    /// </summary>
    public string InWords()
    {
        var words = Repository ?? Actor ?? Issuer;
        if (Commit is { Length: > 0 }) words += $" at commit {Commit[..Math.Min(7, Commit.Length)]}";
        if (Ref is { Length: > 0 }) words += $", {RefInWords(Ref)}";
        if (Workflow is { Length: > 0 }) words += $", by workflow {Workflow}";
        if (Environment is { Length: > 0 }) words += $" in environment {Environment}";
        if (Run is { Length: > 0 }) words += $" (run {Run}{(Attempt is null ? "" : $", attempt {Attempt}")})";
        return words;
    }

    internal static Source From(Provider provider, string issuer, Func<string, string?> fact, IReadOnlyDictionary<string, string> ids) =>
        new()
        {
            Provider = provider.Key,
            ProviderName = provider.Name,
            Issuer = issuer,
            Repository = fact(nameof(Repository)),
            RepositoryUrl = fact(nameof(RepositoryUrl)),
            Workflow = fact(nameof(Workflow)),
            Ref = fact(nameof(Ref)),
            Commit = fact(nameof(Commit)),
            CommitUrl = fact(nameof(CommitUrl)),
            Environment = fact(nameof(Environment)),
            Run = fact(nameof(Run)),
            RunUrl = fact(nameof(RunUrl)),
            Attempt = fact(nameof(Attempt)),
            Actor = fact(nameof(Actor)),
            Event = fact(nameof(Event)),
            Ids = ids,
        };

    private static string RefInWords(string reference) => reference switch
    {
        _ when reference.StartsWith("refs/tags/", StringComparison.Ordinal) => $"tag {reference["refs/tags/".Length..]}",
        _ when reference.StartsWith("refs/heads/", StringComparison.Ordinal) => $"branch {reference["refs/heads/".Length..]}",
        _ => $"ref {reference}",
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Source))]
internal sealed partial class SourceJson : JsonSerializerContext;
