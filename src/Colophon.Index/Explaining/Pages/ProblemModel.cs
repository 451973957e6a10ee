namespace Colophon.Index.Explaining.Pages;

/// <summary>All refusals, by their place.</summary>
public sealed record ProblemListModel(IReadOnlyList<ProblemPlace> Places);

public sealed record ProblemPlace(string Name, IReadOnlyList<(string Code, string Title)> Problems);

/// <summary>What a refusal means.</summary>
/// <param name="Example">The body as a client gets it.</param>
/// <param name="CanBeExplained">A token is judged: it can be pasted to read every rule.</param>
public sealed record ProblemModel(string Code, string Title, int Status, string? Cause, string Remedy, string Example, bool CanBeExplained);
