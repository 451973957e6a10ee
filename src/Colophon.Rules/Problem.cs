namespace Colophon.Rules;

/// <summary>A reason to refuse: one row of a room's or a rule's table of problems.</summary>
/// <param name="Status">HTTP status that a server answers with.</param>
/// <param name="Code">Stable, unique, ours: names the page <c>/problems/CODE</c>.</param>
/// <param name="Title">What is wrong, in a few words.</param>
/// <param name="Remedy">What the reader can do now.</param>
public sealed record Problem(int Status, string Code, string Title, string Remedy)
{
    /// <summary>The code that PyPI uses for this, where it has one (PyPI folds several problems into one code).</summary>
    public string? AsPyPI { get; init; }

    /// <summary>How it comes about, where the title does not say it.</summary>
    public string? Cause { get; init; }

    /// <summary>This problem, this time: what was found and what was expected.</summary>
    public Fault Because(string detail) => new(this, detail);
}

/// <summary>A problem as it came up once: the table's row and the sentence that tells what was found and expected.</summary>
/// <param name="Problem">The row of the table.</param>
/// <param name="Detail">What was found and what was expected. PyPI's wording where clients match on it.</param>
public sealed record Fault(Problem Problem, string Detail);
