using System.Globalization;
using Colophon.Index.Store.Messages;
using Colophon.Rules;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Life;

/// <summary>
/// Deletes a file, a release or a project for ever. Names of files stay taken (threats.md E63); bytes go after the commit, by
/// <see cref="BlobRemoval"/>, where no other row names them.
/// </summary>
internal sealed record Deletion(Subject Subject) : ProjectAct(Subject)
{
    public override async Task<Parsed<Done>> Do(Scene scene, CancellationToken ct)
    {
        var (db, target) = (scene.Db, scene.Target);
        var files = await target.FilesIn(db).AsNoTracking().Select(f => new { f.Sha256, f.MetadataSha256, f.Size }).ToListAsync(ct);
        await db.Discard([.. files.SelectMany(f => new[] { f.Sha256, f.MetadataSha256 }).Distinct()], ct);
        if (target is { Release: null, File: null }) await PostFarewell(scene, ct);
        db.Remove(target switch { { File: { } file } => file, { Release: { } release } => release, _ => (object)target.Project });
        await db.SaveChangesAsync(ct); // the database deletes what hangs on the row
        if (target is { Release: not null, File: null }) await db.NoteChanged(target.Project, ct);

        var bytes = files.Sum(f => f.Size);
        var action = $"remove {target.Kind}{(target.File is { } gone ? " " + gone.FileName : "")}";
        var entry = await scene.Tell($"{target.Kind}:delete", action, new()
        {
            ["files"] = files.Count.ToString(CultureInfo.InvariantCulture),
            ["bytes"] = bytes.ToString(CultureInfo.InvariantCulture),
        }, ct);
        return new Done(target, entry, files.Count, bytes);
    }

    /// <summary>Before the row goes, and the roles with it: afterwards nobody is left to be told.</summary>
    private static Task PostFarewell(Scene scene, CancellationToken ct) =>
        scene.Db.Post(Letters.Find("project:delete")!, new Dictionary<string, string?>
        {
            ["project"] = scene.Target.Project.NormalizedName,
            ["actor"] = scene.Actor.Name,
        }, scene.Now, ct);
}
