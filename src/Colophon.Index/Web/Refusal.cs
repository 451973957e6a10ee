using Colophon.Rules;
using Colophon.Rules.Identity;

namespace Colophon.Index.Web;

/// <summary>
/// The request ends here. The one exception of the rooms; <see cref="RefusalHandler"/> is the only one that catches it (ADR 0005).
/// </summary>
internal sealed class Refusal(Fault fault) : Exception(fault.Detail)
{
    public Fault Fault => fault;

    /// <summary>What was judged, as far as this caller may see it.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Seconds after which it may work, where waiting helps.</summary>
    public int? RetryAfter { get; init; }
}

/// <summary>Short ways to refuse.</summary>
internal static class Refusals
{
    public static Refusal Refuse(this Problem problem, string detail) => new(problem.Because(detail));

    /// <summary>A fault as a form shows it: what is wrong, and what to do.</summary>
    public static string InWords(this Fault fault) => $"{fault.Detail} {fault.Problem.Remedy}";

    /// <summary>The value, or the end of the request.</summary>
    public static T OrRefuse<T>(this Parsed<T> parsed)
        where T : class =>
        parsed.TryGet(out var value, out var fault) ? value : throw new Refusal(fault);
}
