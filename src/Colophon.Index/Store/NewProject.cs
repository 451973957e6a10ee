using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Life;
using Colophon.Rules;
using Colophon.Rules.Packaging.Names;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store;

/// <summary>Makes projects: the same rules for an operator's verb and for a first upload.</summary>
internal static class NewProjects
{
    /// <summary>
    /// Adds the project, its owner's role and its history, inside the caller's change; or says why the name cannot be had (pypi-wire.md
    /// 3.2).
    /// </summary>
    public static async Task<Parsed<Project>> NewProject(this ColophonDb db, ProjectName name, Guid ownerId, DateTimeOffset now,
        string actor, CancellationToken ct)
    {
        if (await db.WhyNameIsTaken(name, ct) is { } taken) return taken;

        var project = new Project
        {
            Id = Guid.CreateVersion7(now),
            Name = name.Text,
            NormalizedName = name.Normalized,
            LookAlike = name.LookAlike,
            Created = now
        };
        db.Projects.Add(project);
        db.Roles.Add(new ProjectRole { ProjectId = project.Id, UserId = ownerId, Role = ProjectRole.Owner });
        await db.Record(now, "project:create", project.NormalizedName, actor,
            new Dictionary<string, string?> { ["name"] = name.Text, ["owner"] = ownerId.ToString("D") }, Journaled.Project, ct);
        return project;
    }

    /// <summary>Null when a new project may have the name.</summary>
    public static async Task<Fault?> WhyNameIsTaken(this ColophonDb db, ProjectName name, CancellationToken ct)
    {
        if (await db.WhyProhibited(name, ct) is { } prohibited) return prohibited;
        if (await db.Projects.AnyAsync(p => p.NormalizedName == name.Normalized, ct))
            return NameProblems.NameTaken.Because($"The name '{name}' conflicts with an existing project.");

        var twin = await db.Projects.Where(p => p.LookAlike == name.LookAlike).Select(p => p.Name).FirstOrDefaultAsync(ct);
        return twin is null ? null : NameProblems.TooSimilar.Because($"The name '{name}' is too similar to an existing project: '{twin}'.");
    }
}
