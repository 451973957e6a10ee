using Colophon.Index.Store.Entities;
using Colophon.Index.Web;
using Colophon.Rules.Packaging.Names;

namespace Colophon.Index.Explaining;

/// <summary>A project for people: what it is, how to install it, its files, and where each came from.</summary>
internal static class ProjectPage
{
    public static async Task Handle(HttpContext context, ProjectStory stories, Readmes readmes, PublicAddress address)
    {
        var typed = (string)context.Request.RouteValues["name"]!;
        var version = context.Request.RouteValues["version"] as string;
        var story = ProjectName.Parse(typed).TryGet(out var name, out _) ? await stories.Tell(name, version, context.RequestAborted) : null;
        if (story is null)
            throw WebProblems.NotFound.Refuse("There is no project "
                + $"'{(typed.Length > 100 ? typed[..100] : typed)}'{(version is null ? "" : " of this version")} on this index.");
        await Layout.Send(context, $"{story.Project.Name} {story.Version}", Body(story, readmes, address.Url));
    }

    private static Html Body(Story story, Readmes readmes, string url) => Html.Of($"""
        <h1>{story.Project.Name} <small>{story.Version}</small></h1>
        {Notice(story.Project)}
        {(story.Metadata?.Summary is { } summary ? Html.Of($"<p class=\"summary\">{summary}</p>") : Html.Nothing)}
        <p><code class="line">pip install --index-url {url}/simple/ {story.Project.NormalizedName}=={story.Version ?? "…"}</code></p>
        {(story.Metadata?.RequiresPython is { } python ? Html.Of($"<p>Requires Python {python}.</p>") : Html.Nothing)}
        <h2>Files</h2>
        {(story.Files.Count == 0 ? Html.Of($"<p>No file has been uploaded yet.</p>") : Html.Nothing)}
        {Html.Join(story.Files.Select(file => Entry(file, story.Yanked.GetValueOrDefault(file.Id), url)))}
        {Versions(story)}
        {Readme(story, readmes)}
        """);

    private static Html Readme(Story story, Readmes readmes)
    {
        if (story.Metadata is not { } metadata) return Html.Nothing;
        if (readmes.Of(story.Files[0].MetadataSha256, metadata) is not { } readme) return Html.Nothing;
        var plain = readme.PlainBecause is { } why ? Html.Of($"<p class=\"quiet\">Shown as it was written: {why}.</p>") : Html.Nothing;
        return Html.Of($"<h2>Description</h2>{plain}<div class=\"description\">{readme.Markup}</div>");
    }

    private static Html Notice(Project project) => project.Status == ProjectStatus.Active
        ? Html.Nothing
        : Html.Of($"<p class=\"notice\">This project is {project.Status}. {project.StatusReason}</p>");

    private static Html Entry(ReleaseFile file, string? yanked, string url) => Html.Of($"""
        <section class="file">
        <h3><a href="{url}{file.Path}">{file.FileName}</a>
        <small>{(file.Kind == ReleaseFile.Wheel ? "wheel" : "source")}, {Size(file.Size)}{Yanked(yanked)}</small></h3>
        {Colophons.Of(file)}
        </section>

        """);

    private static string Yanked(string? why) => why switch { null => "", "" => ", yanked", _ => $", yanked: {why}" };

    private static Html Versions(Story story) => story.Versions.Count < 2
        ? Html.Nothing
        : Html.Of($"""
            <h2>Releases</h2>
            <ul class="releases">{Html.Join(story.Versions.Select(version => Version(story.Project, version)))}</ul>
            """);

    private static Html Version(Project project, string version) =>
        Html.Of($"""<li><a href="/project/{project.NormalizedName}/{version}">{version}</a></li>""");

    private static string Size(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} bytes",
        < 1_000_000 => $"{bytes / 1000.0:0.#} kB",
        _ => $"{bytes / 1_000_000.0:0.#} MB",
    };
}
