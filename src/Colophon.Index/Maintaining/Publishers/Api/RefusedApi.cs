using Colophon.Index.Store;
using Colophon.Index.Store.Access;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Publishers;
using Colophon.Index.Web;
using Colophon.Index.Web.Access;
using Colophon.Index.Web.Doors;
using Colophon.Rules.Packaging.Names;
using Colophon.Rules.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Maintaining.Publishers.Api;

/// <summary>A project's refused exchanges.</summary>
internal sealed record RefusedList(string Project, IReadOnlyList<ToldRefusal> Refused);

/// <summary>
/// A project's refused exchanges, for its owners alone, and for who waits to become one: a pending publisher's owner sees what that one
/// refused. Whoever has no part in the project gets the answer that a project which is not there gets.
/// </summary>
internal static class RefusedApi
{
    public static async Task List(HttpContext context, PublisherWork work, Callers callers)
    {
        var ct = context.RequestAborted;
        context.Response.KeepPrivate();
        var caller = (await callers.Find(AuthorizationHeader.Token(context.Request).OrRefuse(), Scopes.Manage)).OrRefuse();
        var typed = (string)context.Request.RouteValues["project"]!;
        var name = ProjectName.Parse(typed).TryGet(out var parsed, out _) ? parsed.Normalized : throw Unknown();
        var owner = await OwnerOnly(caller, name, work, ct);

        var listed = new List<ToldRefusal>();
        foreach (var one in await work.Db.RefusedOf(name, pendingOf: owner, ct))
            listed.Add(one.Tell(await work.Issuers.TableOf(one.Publisher, ct)));
        await context.Answer(new RefusedList(name, listed));
    }

    public static async Task Accept(HttpContext context, PublisherWork work)
    {
        var ct = context.RequestAborted;
        var body = await context.Take<AcceptBody>();
        if (body.How is not ("change" or "add"))
            throw WebProblems.BadRequest.Refuse(
                $"\"how\" is '{(body.How.Length > 20 ? body.How[..20] : body.How)}', expected change or add.");

        ToldPublisher told;
        await using (var change = await work.Begin(ct))
        {
            var at = await AcceptRefused.Find(context, work);
            told = await work.Tell((await work.Scene(context.Person().Name).Accept(at, body.How == "add", ct)).OrRefuse(), ct);
            await change.Commit(ct);
        }

        await context.Answer(told);
    }

    /// <summary>The role is looked up now: what an owner may see ends with the role.</summary>
    private static async Task<Guid> OwnerOnly(Caller caller, string name, PublisherWork work, CancellationToken ct)
    {
        if (caller.User is not { } user)
            throw PublisherProblems.OwnersOnly.Refuse("The token was minted for a publisher: it uploads, and reads nothing.");

        var db = work.Db;
        var project = await db.Projects.AsNoTracking().FirstOrDefaultAsync(p => p.NormalizedName == name, ct);
        var role = project is null
            ? await db.Publishers.AnyAsync(p => p.ProjectId == null && p.PendingNormalizedName == name && p.PendingOwnerId == user.Id, ct)
                ? ProjectRole.Owner : null
            : await db.Roles.Where(r => r.ProjectId == project.Id && r.UserId == user.Id).Select(r => r.Role).FirstOrDefaultAsync(ct);
        if (role is null) throw Unknown();
        if (role != ProjectRole.Owner) throw PublisherProblems.OwnersOnly.Refuse($"'{user.Name}' maintains '{name}' and does not own it.");

        var act = new Act { Now = work.Now, Scope = Scopes.Manage, ProjectName = name, ProjectId = project?.Id, UserId = user.Id };
        if (caller.Failures(act) is { Count: > 0 } failures) throw new Refusal(Callers.Forbidden(failures));
        return user.Id;
    }

    private static Refusal Unknown() => WebProblems.NotFound.Refuse("There is no project of this name among those of the token's owner.");
}
