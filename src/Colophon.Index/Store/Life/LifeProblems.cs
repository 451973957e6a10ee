using Colophon.Rules;

namespace Colophon.Index.Store.Life;

/// <summary>Why something cannot be done to a project, a release or a file.</summary>
internal static class LifeProblems
{
    public static readonly Problem NoProject = new(404, "no-such-project", "There is no such project",
        "Check the name; `colophon-index project list` shows those that there are.");

    public static readonly Problem NoRelease = new(404, "no-such-release", "The project has no such release",
        "Check the version on the project's page; 1.0 and 1.0.0 are the same.");

    public static readonly Problem NoFile = new(404, "no-such-file", "There is no such file",
        "Give the file's whole name, as the project's page shows it.");

    public static readonly Problem BadReason = new(400, "reason-invalid", "The reason cannot be shown",
        "Give one line of at most 500 characters, without control characters.");

    public static readonly Problem NoStatus = new(400, "status-unknown", "There is no such project status",
        "Choose active, archived, deprecated or quarantined.");

    public static readonly Problem OperatorsStatus = new(403, "status-operator", "Only the operator quarantines a project, and ends it",
        "Ask the operator of this index; owners choose between active, archived and deprecated.");

    public static readonly Problem NotConfirmed = new(400, "not-confirmed", "The name of what is deleted was not typed",
        "Type the whole name once more, as it is told; to have installers pass over it, yank it instead.");

    /// <summary>All of them, for the pages that explain them.</summary>
    public static IReadOnlyList<Problem> All { get; } = [NoProject, NoRelease, NoFile, BadReason, NoStatus, OperatorsStatus, NotConfirmed];
}
