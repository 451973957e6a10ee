using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Life;
using Colophon.Index.Store.People;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
using Colophon.Rules;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Maintaining;

/// <summary>
/// What a handler needs to change something of a project: the database, the turn to write, the time, and the same question that the door
/// asked once more, inside the change (threats.md F26).
/// </summary>
internal sealed class Working(ColophonDb db, WriteTurn turn, ChangeFeed feed, ProjectLife life, TimeProvider clock)
{
    public ColophonDb Db => db;

    public DateTimeOffset Now => clock.GetUtcNow();

    public Task<Change> Begin(CancellationToken ct) => turn.Begin(db, ct);

    /// <summary>The project of the address, inside a change: for whoever lost their part in it since, it is not there.</summary>
    public async Task<Project> Project(HttpContext context, Standing standing)
    {
        var member = await Again(context, standing) ?? throw Standings.Nothing();
        return await db.Projects.FirstAsync(p => p.Id == member.ProjectId, context.RequestAborted);
    }

    public Doer DoerOf(HttpContext context) => new(context.Person().Name, context.Person().UserId, Now);

    /// <summary>Commits, and tells the pages of the project.</summary>
    /// <param name="entry">Null: nothing was changed.</param>
    public async Task Finish(Change change, Project project, long? entry, CancellationToken ct)
    {
        if (entry is not { } id) return;
        await change.Commit(ct);
        feed.Announce(project.NormalizedName, id);
    }

    /// <summary>Carries an act on the project of the address out.</summary>
    /// <param name="also">What else has to hold, inside the change; ends the request if it does not.</param>
    public Task<Parsed<Done>> Carry(HttpContext context, ProjectAct act, Standing standing, Func<Target, Task>? also = null)
    {
        var person = context.Person();
        return life.Carry(db, act, new Actor(person.Name, person.IsOperator, May), context.RequestAborted);

        async Task<Fault?> May(ColophonDb _, Target target, CancellationToken ct)
        {
            if ((await Again(context, standing))?.ProjectId != target.Project.Id) return Missing(target);
            if (also is not null) await also(target);
            return null;
        }
    }

    /// <summary>What belongs to another project answers as what is not there (threats.md F25).</summary>
    private static Fault Missing(Target target) => target.File is { } file
        ? LifeProblems.NoFile.Because($"There is no file '{file.FileName}' on this index.")
        : WebProblems.NotFound.Because("Nothing is here.");

    private static async Task<Member?> Again(HttpContext context, Standing standing) =>
        await context.FindMember(context.Person(), standing) is { } member && member.ProjectId == context.Member().ProjectId
            ? member
            : null;
}
