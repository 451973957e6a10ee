namespace Colophon.Rules.Packaging.Metadata;

/// <summary>What each value of a field of core metadata must be.</summary>
/// <param name="Field">The field's header, in lower case.</param>
/// <param name="What">The rule in words.</param>
/// <param name="Problem">What a value that breaks it is refused for.</param>
/// <param name="Wrong">What is wrong with a value, in PyPI's words; null when nothing is.</param>
public sealed record FieldRule(string Field, string What, Problem Problem, Func<string, string?> Wrong);
