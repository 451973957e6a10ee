using Colophon.Index.Explaining.Pages;
using Colophon.Index.Store.Entities;
using Colophon.Rules.Identity;
using Colophon.Rules.Identity.Telling;

namespace Colophon.Index.Explaining;

/// <summary>Makes a colophon of what is kept with a file.</summary>
internal static class Colophons
{
    /// <param name="files">Of one origin, at least one.</param>
    public static ColophonModel Of(IReadOnlyList<ReleaseFile> files)
    {
        var (first, last) = (files.Min(file => file.Uploaded), files.Max(file => file.Uploaded));
        var told = files[0].Source is { } json ? Of(Source.FromJson(json), first) : new ColophonModel(first) { Uploader = files[0].Uploader };
        return last - first > TimeSpan.FromMinutes(1) ? told with { Until = last } : told;
    }

    /// <summary>The same in one line of text.</summary>
    public static string InOneLine(string? source, string? uploader) => source is not null
        ? $"from {Source.FromJson(source).InWords()}"
        : $"with an API token of {uploader ?? "somebody"}";

    private static ColophonModel Of(Source source, DateTimeOffset at)
    {
        var (kind, name) = RefOf(source.Ref);
        return new ColophonModel(at)
        {
            From = new(source.Repository ?? source.Actor ?? source.Issuer, source.RepositoryUrl),
            Commit = source.Commit is { Length: > 6 } sha ? new(sha[..7], source.CommitUrl) : null,
            RefKind = kind,
            Ref = name is null ? null : new(name, SourcePlaces.RefUrl(source)),
            Workflow = source.Workflow is { } workflow ? new(workflow, SourcePlaces.WorkflowUrl(source)) : null,
            Environment = source.Environment is { Length: > 0 } environment ? new(environment, SourcePlaces.EnvironmentUrl(source)) : null,
            Run = source.Run is { } run ? new(run, source.RunUrl) : null,
            Attempt = source.Attempt,
            Provider = new(source.ProviderName, $"/providers/{source.Provider}"),
        };
    }

    private static (string Kind, string? Name) RefOf(string? reference) => reference switch
    {
        null or "" => ("", null),
        _ when reference.StartsWith("refs/tags/", StringComparison.Ordinal) => ("tag", reference["refs/tags/".Length..]),
        _ when reference.StartsWith("refs/heads/", StringComparison.Ordinal) => ("branch", reference["refs/heads/".Length..]),
        _ => ("ref", reference),
    };
}
