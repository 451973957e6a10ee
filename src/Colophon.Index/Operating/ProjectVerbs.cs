using System.CommandLine;
using Colophon.Index.Operating.Life;
using Colophon.Index.Store;
using Colophon.Index.Store.Publishers;
using Colophon.Rules.Packaging.Names;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating;

/// <summary><c>project add</c>, <c>list</c> and <c>trusted-only</c>; the others are in <see cref="LifeVerbs"/>.</summary>
internal static class ProjectVerbs
{
    private static readonly Argument<string> Name = new("NAME") { Description = "The project's name." };
    private static readonly Argument<string> Switch = new("on|off") { Description = "Whether only trusted publishers may upload." };
    private static readonly Option<string> Owner = new("--owner") { Required = true, Description = "The account that owns it." };

    public static IEnumerable<Command> Make() =>
    [
        new Command("project", "Projects of this index.").With(
            new Command("add", "Adds a project without files.").With(Name, Owner).Does(Add),
            new Command("list", "Lists projects.").Does(List),
            new Command("trusted-only", "Refuses people's API tokens for a project, or takes them again.").With(Name, Switch)
                .Does(TrustedOnly), RoleVerb.Make()).With(LifeVerbs.OfProject()),
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

    private static async Task<int> TrustedOnly(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var name = Parse(parsed.GetValue(Name)!).Normalized;
        var isOn = parsed.GetValue(Switch) switch
        {
            "on" => true,
            "off" => false,
            var other => throw new VerbRefused($"'{other}' is neither on nor off. Example: colophon-index project trusted-only {name} on"),
        };
        var project = await verb.Db.Projects.FirstOrDefaultAsync(p => p.NormalizedName == name, ct)
            ?? throw new VerbRefused($"There is no project '{name}'. `colophon-index project list` lists them.");

        await using var change = await verb.Begin(ct);
        await new PublisherScene(verb.Db, verb.Issuers, verb.Now, Verb.Actor).SetTrustedOnly(project, isOn, ct);
        await change.Commit(ct);

        var hasNone = isOn && !await verb.Db.Publishers.AnyAsync(p => p.ProjectId == project.Id, ct);
        verb.Say($"{project.Name} takes uploads from {(isOn ? "trusted publishers only" : "trusted publishers and API tokens")}."
            + (hasNone ? " It has no publisher: until one is added, nobody can upload." : ""),
            new { project.Id, project.Name, trustedPublishingOnly = isOn });
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
