using System.Text.Json;
using Colophon.Index.Store;
using Colophon.Index.Store.Access;
using Colophon.Index.Store.Entities;
using Colophon.Index.Web;
using Colophon.Rules.Packaging.Names;
using Colophon.Rules.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Publishing.Refused;

/// <summary>
/// A project's refused exchanges, for its owners alone: <c>GET /api/v1/projects/NAME/refused</c> with an owner's API token. Whoever has no
/// part in the project gets the answer that a project which is not there gets.
/// </summary>
internal static class ListRefused
{
    public static async Task Handle(HttpContext context, TokenAuthentication tokens, ColophonDb db, TrustedIssuers issuers,
        TimeProvider clock)
    {
        var ct = context.RequestAborted;
        var caller = await tokens.Authenticate(context.Request, Scopes.Manage, ct);
        var typed = (string)context.Request.RouteValues["name"]!;
        var name = ProjectName.Parse(typed).TryGet(out var parsed, out _) ? parsed.Normalized : throw Unknown();
        var owner = await OwnerOnly(caller, name, db, clock.GetUtcNow(), ct);

        var listed = new List<ToldRefusal>();
        foreach (var one in await db.RefusedOf(name, pendingOf: owner, ct)) listed.Add(one.Tell(await issuers.TableOf(one.Publisher, ct)));
        await context.Response.WriteJson(JsonSerializer.SerializeToUtf8Bytes(new { project = name, refused = listed },
            JsonSerializerOptions.Web));
    }

    /// <summary>The role is looked up now: what an owner may see ends with the role.</summary>
    private static async Task<Guid> OwnerOnly(Caller caller, string name, ColophonDb db, DateTimeOffset now, CancellationToken ct)
    {
        if (caller.User is not { } user)
            throw PublishingProblems.OwnersOnly.Refuse("The token was minted for a publisher: it uploads, and reads nothing.");

        var project = await db.Projects.AsNoTracking().FirstOrDefaultAsync(p => p.NormalizedName == name, ct);
        var role = project is null
            ? await db.Publishers.AnyAsync(p => p.ProjectId == null && p.PendingNormalizedName == name && p.PendingOwnerId == user.Id, ct)
                ? ProjectRole.Owner : null
            : await db.Roles.Where(r => r.ProjectId == project.Id && r.UserId == user.Id).Select(r => r.Role).FirstOrDefaultAsync(ct);
        if (role is null) throw Unknown();
        if (role != ProjectRole.Owner) throw PublishingProblems.OwnersOnly.Refuse($"'{user.Name}' maintains '{name}' and does not own it.");

        TokenAuthentication.Permit(caller,
            new Act { Now = now, Scope = Scopes.Manage, ProjectName = name, ProjectId = project?.Id, UserId = user.Id });
        return user.Id;
    }

    private static Refusal Unknown() => WebProblems.NotFound.Refuse("There is no project of this name among those of the token's owner.");
}
