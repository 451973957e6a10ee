using System.CommandLine;
using Colophon.Index.Store.People;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Operating.Life;

/// <summary><c>project role</c>: who looks after a project, by the operator's word.</summary>
internal static class RoleVerb
{
    private const string Nothing = "none";
    private static readonly Argument<string> Project = new("PROJECT") { Description = "The project's name." };
    private static readonly Argument<string> User = new("USER") { Description = "The account's name." };
    private static readonly Argument<string> Role = new("ROLE") { Description = $"{string.Join(", ", Roles.All)}, or {Nothing}." };

    public static Command Make() =>
        new Command("role", "Gives a person a role in a project, or takes it.").With(Project, User, Role).Does(Set);

    private static async Task<int> Set(Verb verb, ParseResult parsed, CancellationToken ct)
    {
        var (name, role) = (ProjectVerbs.Parse(parsed.GetValue(Project)!).Normalized, parsed.GetValue(Role)!);
        var user = await UserVerbs.Find(verb, parsed.GetValue(User)!, ct);
        await using var change = await verb.Begin(ct);
        var project = await verb.Db.Projects.FirstOrDefaultAsync(p => p.NormalizedName == name, ct)
            ?? throw new VerbRefused($"There is no project '{name}'. `colophon-index project list` lists them.");

        var doer = new Doer(Verb.Actor, UserId: null, verb.Now);
        var done = role == Nothing
            ? await verb.Db.RemoveRole(project, user, doer, ct)
            : await verb.Db.SetRole(project, user, role, doer, ct);
        if (!done.TryGet(out var result, out var fault)) throw VerbRefused.Of(fault);
        if (result.Entry is not null) await change.Commit(ct);
        verb.Say(role == Nothing ? $"{user.Name} has no role in {project.Name}." : $"{user.Name} is {role} of {project.Name}.",
            new { project = project.Name, user = user.Name, role = role == Nothing ? null : role, changed = result.Entry is not null });
        return 0;
    }
}
