using System.CommandLine;
using Colophon.Index.Store;
using Colophon.Rules.Packaging.Names;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating;

/// <summary><c>project add</c> and <c>list</c>.</summary>
internal static class ProjectVerbs
{
    private static readonly Argument<string> Name = new("NAME") { Description = "The project's name." };
    private static readonly Option<string> Owner = new("--owner") { Required = true, Description = "The account that owns it." };

    public static IEnumerable<Command> Make() =>
    [
        new Command("project", "Projects of this index.").With(
            new Command("add", "Adds a project without files.").With(Name, Owner).Does(Add),
            new Command("list", "Lists projects.").Does(List)),
    ];

    /// <summary>The name, or the end of the verb.</summary>
    public static ProjectName Parse(string text) => ProjectName.Parse(text).TryGet(out var name, out var fault)
        ? name
        : throw VerbRefused.Of(fault);

    private static async Task<int> Add(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var name = Parse(parsed.GetValue(Name)!);
        var owner = await UserVerbs.Find(verb, parsed.GetValue(Owner)!, ct);

        await using var change = await verb.Begin(ct);
        if (!(await verb.Db.NewProject(name, owner.Id, verb.Now, Verb.Actor, ct)).TryGet(out var project, out var fault))
            throw VerbRefused.Of(fault);
        await change.Commit(ct);
        verb.Say($"Added the project {project.Name}, owned by {owner.Name}.", new { project.Id, project.Name, owner = owner.Name });
        return 0;
    }

    private static async Task<int> List(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var projects = await verb.Db.Projects.AsNoTracking().OrderBy(p => p.NormalizedName)
            .Select(p => new { p.Id, p.Name, p.Status, Files = verb.Db.Files.Count(f => f.ProjectId == p.Id) }).ToListAsync(ct);
        verb.SayAll(projects.Select(project => ($"{project.Name}: {project.Files} files, {project.Status}", (object)project)));
        return 0;
    }
}
