using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Colophon.Rules.Packaging.Names;
using Colophon.Rules.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Web.Doors;

/// <summary>Pages of one project, for those who have a part in it: <c>{project}</c> in the address says which.</summary>
internal static class MemberDoors
{
    /// <summary>
    /// Opens for a maintainer or an owner; to everybody else who is signed in, nothing is there (threats.md F25).
    /// </summary>
    public static TBuilder ForMembers<TBuilder>(this TBuilder route, Standing standing)
        where TBuilder : IEndpointConventionBuilder
    {
        route.Add(endpoint =>
        {
            var inner = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = async context =>
            {
                if (await context.FindMember(context.Person(), standing) is not { } member) throw Standings.Nothing();
                context.SetMember(member);
                await inner(context);
            };
        });
        return route.For(standing); // outside of the above: who is not signed in is asked to, first
    }

    /// <summary>The person's part in the project of the address as it stands now; null when it is none, or not enough.</summary>
    public static async Task<Member?> FindMember(this HttpContext context, Person person, Standing standing)
    {
        var typed = context.Request.RouteValues["project"] as string ?? "";
        if (!ProjectName.Parse(typed).TryGet(out var name, out _)) return null;

        var (db, ct) = (context.RequestServices.GetRequiredService<ColophonDb>(), context.RequestAborted);
        var found = await (
            from project in db.Projects.AsNoTracking()
            where project.NormalizedName == name.Normalized
            from role in db.Roles.Where(r => r.ProjectId == project.Id && r.UserId == person.UserId).DefaultIfEmpty()
            select new { project.Id, project.Name, project.NormalizedName, Role = (string?)role.Role }).FirstOrDefaultAsync(ct);
        if (found is null) return null;

        var isOwner = person.IsOperator || found.Role == ProjectRole.Owner;
        return isOwner || (found.Role is not null && standing == Standing.Maintainer)
            ? new Member(found.Id, found.Name, found.NormalizedName, isOwner)
            : null;
    }

    /// <summary>What a token's restrictions are judged by, at a door of the API.</summary>
    public static Act ActOf(Person person, Member? member, DateTimeOffset now) => new()
    {
        Now = now,
        Scope = Scopes.Manage,
        ProjectName = member?.Normalized,
        ProjectId = member?.ProjectId,
        UserId = person.UserId,
    };
}
