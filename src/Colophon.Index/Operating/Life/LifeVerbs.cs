using System.CommandLine;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Life;

namespace Colophon.Index.Operating.Life;

/// <summary>What becomes of what was published: <c>release</c> and <c>file</c>, and two more for <c>project</c>.</summary>
internal static class LifeVerbs
{
    private static readonly Argument<string> Project = new("PROJECT") { Description = "The project's name." };
    private static readonly Argument<string> Version = new("VERSION") { Description = "The release's version." };
    private static readonly Argument<string> FileName = new("FILENAME") { Description = "The file's whole name." };
    private static readonly Argument<string> Status = new("STATUS") { Description = string.Join(", ", ProjectStatus.All) + "." };
    private static readonly Option<string?> Reason = new("--reason") { Description = "Why, in one line: pages and installers show it." };

    public static IEnumerable<Command> Make() =>
    [
        new Command("release", "Releases of projects.").With(
            new Command("yank", "Has installers pass over a release unless it is pinned.").With(Project, Version, Reason)
                .Carries(parsed => new Yank(Release(parsed), IsOn: true, parsed.GetValue(Reason))),
            new Command("unyank", "Has installers take a release again.").With(Project, Version)
                .Carries(parsed => new Yank(Release(parsed), IsOn: false)),
            new Command("delete", "Deletes a release and its files for ever.").With(Project, Version).Deletes(Release)),
        new Command("file", "Files of releases.").With(
            new Command("yank", "Has installers pass over a file unless it is pinned.").With(FileName, Reason)
                .Carries(parsed => new Yank(File(parsed), IsOn: true, parsed.GetValue(Reason))),
            new Command("unyank", "Has installers take a file again.").With(FileName)
                .Carries(parsed => new Yank(File(parsed), IsOn: false)),
            new Command("delete", "Deletes a file for ever.").With(FileName).Deletes(File)),
    ];

    /// <summary>Of the verb <c>project</c>.</summary>
    public static Symbol[] OfProject() =>
    [
        new Command("delete", "Deletes a project with all its releases for ever.").With(Project)
            .Deletes(parsed => Subject.Project(parsed.GetValue(Project)!)),
        new Command("status", "Says what the project is from now on (PEP 792).").With(Project, Status, Reason).Carries(parsed =>
            new StatusChange(Subject.Project(parsed.GetValue(Project)!), parsed.GetValue(Status)!, parsed.GetValue(Reason))),
    ];

    private static Subject Release(ParseResult parsed) => Subject.Release(parsed.GetValue(Project)!, parsed.GetValue(Version)!);

    private static Subject File(ParseResult parsed) => Subject.File(parsed.GetValue(FileName)!);
}
