namespace Colophon.Rules.Identity.Telling;

/// <summary>
/// Where the parts of a source can be looked at, on forges whose addresses are known; null elsewhere. Derived when it is shown, so that
/// files of old get the links too.
/// </summary>
public static class SourcePlaces
{
    private const string Tags = "refs/tags/";
    private const string Heads = "refs/heads/";

    /// <summary>The branch's or tag's tree.</summary>
    public static string? RefUrl(Source source)
    {
        var tag = source.Ref?.StartsWith(Tags, StringComparison.Ordinal) == true ? source.Ref[Tags.Length..] : null;
        var branch = source.Ref?.StartsWith(Heads, StringComparison.Ordinal) == true ? source.Ref[Heads.Length..] : null;
        if ((tag ?? branch) is not { Length: > 0 } name) return null;
        return source.Provider switch
        {
            "github" => Below(source, $"tree/{Escaped(name)}"),
            "gitlab" => Below(source, $"-/tree/{Escaped(name)}"),
            "forgejo" => Below(source, $"src/{(tag is null ? "branch" : "tag")}/{Escaped(name)}"),
            _ => null,
        };
    }

    /// <summary>The workflow's file as it was at the commit.</summary>
    public static string? WorkflowUrl(Source source) => source is not { Workflow.Length: > 0, Commit.Length: > 0 } ? null
        : source.Provider switch
        {
            "github" => Below(source, $"blob/{Escaped(source.Commit)}/.github/workflows/{Escaped(source.Workflow)}"),
            "gitlab" => Below(source, $"-/blob/{Escaped(source.Commit)}/{Escaped(source.Workflow)}"),
            _ => null,
        };

    /// <summary>What was deployed to the environment.</summary>
    public static string? EnvironmentUrl(Source source) => source is { Provider: "github", Environment.Length: > 0 }
        ? Below(source, $"deployments/{Uri.EscapeDataString(source.Environment)}")
        : null;

    private static string? Below(Source source, string path) =>
        source.RepositoryUrl is { Length: > 0 } repository ? $"{repository.TrimEnd('/')}/{path}" : null;

    private static string Escaped(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));
}
