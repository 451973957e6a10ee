using System.Diagnostics;
using Colophon.Rules;

namespace Colophon.Index.Store.Life;

/// <summary>
/// Has installers pass over a release or a file unless it is pinned (PEP 592), or takes that back. Yanking again changes the reason.
/// </summary>
/// <param name="IsOn">False takes it back.</param>
internal sealed record Yank(Subject Subject, bool IsOn, string? Reason = null) : ProjectAct(Subject)
{
    public override async Task<Parsed<Done>> Do(Scene scene, CancellationToken ct)
    {
        if (Reasons.FaultIn(Reason) is { } fault) return fault;

        var (target, reason) = (scene.Target, IsOn ? Reasons.Trim(Reason) : null);
        var isOfFile = target.File is not null;
        var before = target switch
        {
            { File: { } file } => (file.Yanked, file.YankedReason),
            { Release: { } release } => (release.Yanked, release.YankedReason),
            _ => throw new UnreachableException("A project is not yanked: its releases are."),
        };
        if (before == (IsOn, reason)) return new Done(target, Entry: null);

        if (isOfFile) (target.File!.Yanked, target.File.YankedReason) = (IsOn, reason);
        else (target.Release!.Yanked, target.Release.YankedReason) = (IsOn, reason);
        await scene.Db.SaveChangesAsync(ct);
        if (!isOfFile) await scene.Db.NoteChanged(target.Project, ct);

        var verb = IsOn ? "yank" : "unyank";
        var action = isOfFile ? $"{verb} file {target.File!.FileName}" : $"{verb} release";
        return new Done(target, await scene.Tell($"{target.Kind}:{verb}", action, new() { ["reason"] = reason }, ct));
    }
}
