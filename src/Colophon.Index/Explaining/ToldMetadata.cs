using Colophon.Index.Explaining.Pages;
using Colophon.Rules.Identity;
using Colophon.Rules.Identity.Telling;
using Colophon.Rules.Packaging.Metadata;

namespace Colophon.Index.Explaining;

/// <summary>What stands at the side of a project's page: a stranger's metadata, with what of it is proved.</summary>
internal static class ToldMetadata
{
    /// <summary>Verified ones first, each address once.</summary>
    /// <param name="source">Of the very file whose metadata it is; null where none vouches.</param>
    /// <param name="own">Address of the project on this index.</param>
    public static IReadOnlyList<ProjectLink> Links(CoreMetadata metadata, Source? source, string own)
    {
        var named = metadata.All("project-url").Select(text => text.Split(',', 2, StringSplitOptions.TrimEntries))
            .Where(parts => parts.Length == 2).Select(parts => (Label: parts[0], Url: parts[1]))
            .Append((Label: "Homepage", Url: metadata.One("home-page") ?? ""))
            .Append((Label: "Download", Url: metadata.One("download-url") ?? ""));
        return [.. named.Where(link => IsWeb(link.Url)).DistinctBy(link => link.Url)
            .Select(link => new ProjectLink(link.Label, link.Url, IsProved(link.Url, source, own)))
            .OrderByDescending(link => link.IsVerified)];
    }

    /// <summary>The expression, or the first line of what older files say; classifiers last.</summary>
    public static string? Licence(CoreMetadata metadata)
    {
        const string trove = "License :: ";
        if (metadata.One("license-expression") is { } expression) return expression;
        var classifier = metadata.All("classifier").FirstOrDefault(one => one.StartsWith(trove, StringComparison.Ordinal));
        var text = metadata.One("license")?.Split('\n')[0].Trim();
        return text is { Length: > 0 and <= 100 } ? text : classifier?[(classifier.LastIndexOf(" :: ", StringComparison.Ordinal) + 4)..];
    }

    private static bool IsProved(string url, Source? source, string own) =>
        url.TrimEnd('/') == own.TrimEnd('/') || (source is not null && ProvedLinks.Proves(source, url));

    private static bool IsWeb(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);
}
