using Colophon.Index.Store.Entities;
using Colophon.Rules;

namespace Colophon.Index.Store.Life;

/// <summary>
/// Says what a project is from now on (PEP 792). Owners go between active, archived and deprecated as they like; into quarantine and out
/// of it only the operator goes.
/// </summary>
internal sealed record StatusChange(Subject Subject, string Status, string? Reason = null) : ProjectAct(Subject)
{
    public override async Task<Parsed<Done>> Do(Scene scene, CancellationToken ct)
    {
        var project = scene.Target.Project;
        if (!ProjectStatus.All.Contains(Status))
            return LifeProblems.NoStatus.Because($"'{Status}' is no status; expected one of {string.Join(", ", ProjectStatus.All)}.");
        if (Reasons.FaultIn(Reason) is { } fault) return fault;
        if (!scene.Actor.IsOperator && (Status == ProjectStatus.Quarantined || project.Status == ProjectStatus.Quarantined))
            return LifeProblems.OperatorsStatus.Because($"The project '{project.Name}' is {project.Status}; asked for was {Status}.");

        var reason = Reasons.Trim(Reason);
        if ((project.Status, project.StatusReason) == (Status, reason)) return new Done(scene.Target, Entry: null);

        var before = project.Status;
        (project.Status, project.StatusReason) = (Status, reason);
        return new Done(scene.Target, await scene.Tell("project:status", $"set project status {Status}",
            new() { ["status"] = Status, ["before"] = before, ["reason"] = reason }, ct));
    }
}
