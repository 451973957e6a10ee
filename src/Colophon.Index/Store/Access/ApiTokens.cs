using System.Text;
using System.Text.Json;
using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Files;
using Colophon.Index.Store.Life;
using Colophon.Rules;
using Colophon.Rules.Packaging.Names;
using Colophon.Rules.Tokens;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Access;

/// <summary>A token that was just made.</summary>
/// <param name="Secret">Its text: shown once, kept nowhere.</param>
internal sealed record NewToken(ApiToken Row, Macaroon Secret);

/// <summary>What tokens are signed with, and the host that stands in them.</summary>
internal sealed record TokenSeal(RootKeys Keys, string Location);

/// <summary>
/// Makes and ends people's API tokens, for pages, verbs and the API alike: inside the caller's change, with one event each.
/// </summary>
internal static class ApiTokens
{
    /// <summary>Adds it as it is asked for; whether it may be had is for <see cref="TokenRequests"/> to say.</summary>
    public static async Task<Parsed<NewToken>> AddToken(this ColophonDb db, TokenSeal seal, TokenForm form, TokenHolder holder,
        (string Name, DateTimeOffset Now) actor, CancellationToken ct)
    {
        if (!(await db.ProjectsNamed(form.Projects, ct)).TryGet(out var projects, out var fault)) return fault;
        var caveats = Restrictions(form, holder, projects, actor.Now);
        var id = Guid.CreateVersion7(actor.Now);
        var row = new ApiToken
        {
            Id = id,
            UserId = holder.UserId,
            Created = actor.Now,
            Expires = form.Expires,
            Description = form.Name,
            Caveats = JsonSerializer.Serialize(caveats.Select(caveat => Encoding.UTF8.GetString(caveat.ToBytes()))),
        };
        db.Tokens.Add(row);
        await db.Record(actor.Now, "token:add", project: null, actor.Name, new Dictionary<string, string?>
        {
            ["token"] = id.ToString("D"),
            ["user"] = holder.Name,
            ["name"] = form.Name,
            ["scope"] = form.Scopes.Count > 0 ? string.Join(' ', form.Scopes) : null,
            ["projects"] = projects.Count > 0 ? string.Join(' ', projects.Select(project => project.NormalizedName)) : null,
        }, ct);
        return new NewToken(row, Macaroon.Mint(seal.Location, id.ToString("D"), seal.Keys.For(id), caveats));
    }

    /// <summary>Ends it at once.</summary>
    /// <param name="of">Only if it is this person's; null for anybody's.</param>
    /// <returns>False: there is none.</returns>
    public static async Task<bool> RevokeToken(this ColophonDb db, string id, Guid? of, (string Name, DateTimeOffset Now) actor,
        CancellationToken ct)
    {
        if (!Guid.TryParseExact(id, "D", out var known)
            || await db.Tokens.Where(t => t.Id == known && (of == null || t.UserId == of)).ExecuteDeleteAsync(ct) == 0) return false;
        await db.Record(actor.Now, "token:revoke", project: null, actor.Name, new Dictionary<string, string?> { ["token"] = id }, ct);
        return true;
    }

    /// <summary>What the token may, of what is stored beside it; null is all.</summary>
    public static (IReadOnlyList<string>? Scopes, IReadOnlyList<string>? Projects) Terms(this ApiToken token)
    {
        var caveats = JsonSerializer.Deserialize<List<string>>(token.Caveats)!
            .Select(text => Caveat.Parse(Encoding.UTF8.GetBytes(text)).TryGet(out var caveat, out _) ? caveat : null).ToList();
        return (caveats.OfType<Scopes>().FirstOrDefault()?.Allowed, caveats.OfType<ProjectNames>().FirstOrDefault()?.Names);
    }

    /// <summary>All of the projects, or the fault of the first that there is not.</summary>
    internal static async Task<Parsed<List<Project>>> ProjectsNamed(this ColophonDb db, IReadOnlyList<string> names, CancellationToken ct)
    {
        var found = new List<Project>();
        foreach (var text in names.Distinct())
        {
            if (!ProjectName.Parse(text).TryGet(out var name, out var fault)) return fault;
            var project = await db.Projects.AsNoTracking().FirstOrDefaultAsync(p => p.NormalizedName == name.Normalized, ct);
            if (project is null) return LifeProblems.NoProject.Because($"There is no project '{name.Normalized}' on this index.");
            found.Add(project);
        }

        return found;
    }

    private static List<Caveat> Restrictions(TokenForm form, TokenHolder holder, List<Project> projects, DateTimeOffset now)
    {
        List<Caveat> caveats = [new RequestUser(holder.UserId)];
        if (projects.Count > 0)
        {
            caveats.Add(new ProjectNames([.. projects.Select(project => project.NormalizedName)]));
            caveats.Add(new ProjectIds([.. projects.Select(project => project.Id)]));
        }

        if (form.Expires is { } end) caveats.Add(new Expiration(end.ToUnixTimeSeconds(), now.ToUnixTimeSeconds()));
        if (form.Scopes.Count > 0) caveats.Add(new Scopes([.. form.Scopes.Distinct()]));
        return caveats;
    }
}
