using System.Globalization;
using Colophon.Index.Store.Entities;
using Colophon.Index.Web;
using Colophon.Rules.Identity;

namespace Colophon.Index.Explaining;

/// <summary>
/// The paragraph that the product is named after: who published a file, from which commit, by which workflow; each fact a link (pages.md).
/// </summary>
internal static class Colophons
{
    public static Html Of(ReleaseFile file) => file.Source is { } json
        ? Published(Source.FromJson(json), file)
        : Html.Of($"""
            <p class="colophon">Uploaded with an API token of <em>{file.Uploader ?? "somebody"}</em> on {Time(file.Uploaded)};
            no source is vouched for. SHA-256 <code>{file.Sha256}</code>.</p>
            """);

    /// <summary>The same in one line of text.</summary>
    public static string InOneLine(ReleaseFile file) => file.Source is { } json
        ? $"from {Source.FromJson(json).InWords()}"
        : $"with an API token of {file.Uploader ?? "somebody"}";

    public static Html Time(DateTimeOffset time)
    {
        var exact = time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var inWords = time.UtcDateTime.ToString("d MMMM yyyy 'at' HH:mm 'UTC'", CultureInfo.InvariantCulture);
        return Html.Of($"""<time datetime="{exact}">{inWords}</time>""");
    }

    private static Html Published(Source source, ReleaseFile file)
    {
        var from = Html.Of($"Published from {Strong(source.RepositoryUrl, source.Repository ?? source.Actor ?? source.Issuer)}");
        var commit = source.Commit is { Length: > 6 } sha ? Html.Of($" at commit {Strong(source.CommitUrl, sha[..7])}") : Html.Nothing;
        var reference = source.Ref switch
        {
            null or "" => Html.Nothing,
            var tag when tag.StartsWith("refs/tags/", StringComparison.Ordinal) =>
                Html.Of($", tag <strong>{tag["refs/tags/".Length..]}</strong>"),
            var branch when branch.StartsWith("refs/heads/", StringComparison.Ordinal) =>
                Html.Of($", branch <strong>{branch["refs/heads/".Length..]}</strong>"),
            var other => Html.Of($", ref <strong>{other}</strong>"),
        };
        var workflow = source.Workflow is { } name ? Html.Of($", by workflow <strong>{name}</strong>") : Html.Nothing;
        var environment = source.Environment is { } env ? Html.Of($" in environment <strong>{env}</strong>") : Html.Nothing;
        var run = source.Run is { } id
            ? Html.Of($" ({Html.Link(source.RunUrl, $"run {id}")}{(source.Attempt is { } attempt ? $", attempt {attempt}" : "")})")
            : Html.Nothing;
        return Html.Of($"""
            <p class="colophon">{from}{commit}{reference}{workflow}{environment}{run},
            through {source.ProviderName} on {Time(file.Uploaded)}. SHA-256 <code>{file.Sha256}</code>.</p>
            """);
    }

    private static Html Strong(string? address, string words) => Html.Of($"<strong>{Html.Link(address, words)}</strong>");
}
