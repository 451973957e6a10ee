using Colophon.Index.Explaining.Pages;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Life;
using Colophon.Index.Web;
using Colophon.Index.Web.Pages;
using Colophon.Rules.Identity;
using Colophon.Rules.Packaging.Names;

namespace Colophon.Index.Explaining;

/// <summary>A project for people: what it is, how to install it, its files, and where each came from.</summary>
internal static class ShowProject
{
    public static async Task Handle(HttpContext context, ProjectStory stories, Readmes readmes, PublicAddress address)
    {
        var typed = (string)context.Request.RouteValues["name"]!;
        var version = context.Request.RouteValues["version"] as string;
        var story = ProjectName.Parse(typed).TryGet(out var name, out _) ? await stories.Tell(name, version, context.RequestAborted) : null;
        if (story is null) throw Unknown(typed, version is null ? "" : " of this version");

        var told = WithMetadata(Tell(story, address.Url), story, readmes, address.Url);
        var visitor = context.Visitor();
        await context.Show<ProjectPage, ProjectModel>(told with
        {
            MayManage = visitor is not null && (visitor.IsOperator || story.Team.Any(member => member.Id == visitor.UserId)),
        });
    }

    public static Refusal Unknown(string typed, string more = "") => WebProblems.NotFound.Refuse("There is no project "
        + $"'{(typed.Length > 100 ? typed[..100] : typed)}'{more} on this index.");

    private static ProjectModel Tell(Story story, string url) => new()
    {
        Name = story.Project.Name,
        Normalized = story.Project.NormalizedName,
        Version = story.Release?.Version,
        Summary = story.Release?.Summary,
        Status = story.Project.Status == ProjectStatus.Active ? null : story.Project.Status,
        StatusReason = story.Project.StatusReason,
        Change = SourceChange.InWords(story.Files, story.Before?.Version, story.FilesBefore),
        Files = [.. story.Files.GroupBy(file => file.Source ?? $"token of {file.Uploader}").Select(files => new FileGroup(
            Colophons.Of([.. files]), [.. files.Select(file => Line(file, story.Release!, url))]))],
        Maintainers = [.. story.Team.Select(member => member.Name)],
        Releases = [.. story.Releases.Select(r => new ReleaseLine(r.Version, r.Created, r.Yanked, r == story.Release))],
    };

    private static ProjectModel WithMetadata(ProjectModel told, Story story, Readmes readmes, string url)
    {
        if (story.Metadata is not { } metadata) return told;
        var readme = readmes.Of(story.Files[0].MetadataSha256, metadata);
        var source = story.Files[0].Source is { } json ? Source.FromJson(json) : null;
        return told with
        {
            Summary = metadata.Summary,
            Description = readme?.Markup,
            PlainBecause = readme?.PlainBecause,
            Links = ToldMetadata.Links(metadata, source, $"{url}/project/{told.Normalized}/"),
            RequiresPython = metadata.RequiresPython,
            Licence = ToldMetadata.Licence(metadata),
            Dependencies = metadata.All("requires-dist"),
        };
    }

    private static FileLine Line(ReleaseFile file, Release release, string url) => new(file.FileName, $"{url}{file.Path}", Numbers.Size(file.Size),
        FileName.Parse(file.FileName).TryGet(out var name, out _) ? TagsInWords.Of(name) : file.PythonVersion, file.Uploaded, file.Sha256,
        Yanks.Reason(file, release));
}
