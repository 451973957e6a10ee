using Colophon.Rules;

namespace Colophon.Index.Store.Life;

/// <summary>One thing that is done to what was published. <see cref="ProjectLife"/> carries it out.</summary>
internal abstract record ProjectAct(Subject Subject)
{
    /// <summary>Inside the change: alters the rows and writes one event, or says why not; nothing at all where all is so already.</summary>
    public abstract Task<Parsed<Done>> Do(Scene scene, CancellationToken ct);
}

/// <summary>Who acts, and what else has to hold.</summary>
/// <param name="Name">For the history.</param>
/// <param name="May">Asked inside the change, when the target is known: why the act is not allowed, or null.</param>
internal sealed record Actor(string Name, bool IsOperator, Func<ColophonDb, Target, CancellationToken, Task<Fault?>>? May = null);

/// <summary>What an act has come to.</summary>
/// <param name="Entry">Its entry in the history; null when nothing had to be changed.</param>
/// <param name="Files">How many files it was about.</param>
/// <param name="Bytes">Their size.</param>
internal sealed record Done(Target Target, long? Entry, int Files = 0, long Bytes = 0);

/// <summary>An act's surroundings: the open change, the target in it, the hour and the actor.</summary>
internal sealed record Scene(ColophonDb Db, Target Target, DateTimeOffset Now, Actor Actor)
{
    /// <summary>The act's one event.</summary>
    public Task<long> Tell(string what, string action, Dictionary<string, string?> details, CancellationToken ct)
    {
        var (project, release, file) = Target;
        if (release is not null) details["version"] = release.Version;
        if (file is not null) details["filename"] = file.FileName;
        return Db.Record(Now, what, project.NormalizedName, Actor.Name, details, new Journaled(action, release?.Version), ct);
    }
}

/// <summary>Reasons that people give, which every page and client shows.</summary>
internal static class Reasons
{
    private const int Most = 500;

    /// <summary>The reason, or null where none was given.</summary>
    public static Fault? FaultIn(string? reason) => reason is not null && (reason.Length > Most || reason.Any(IsUnfit))
        ? LifeProblems.BadReason.Because($"The reason has {reason.Length} characters, or some that cannot be shown; expected one line of "
            + $"at most {Most}.")
        : null;

    /// <summary>No text without words.</summary>
    public static string? Trim(string? reason) => string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();

    private static bool IsUnfit(char c) => char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFFFE' or '\uFFFF';
}
