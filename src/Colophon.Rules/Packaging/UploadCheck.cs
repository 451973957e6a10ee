using Colophon.Rules.Packaging.Names;

namespace Colophon.Rules.Packaging;

/// <summary>A row of the table of checks.</summary>
/// <param name="Name">What is looked at, in a word or two.</param>
/// <param name="What">What must hold.</param>
/// <param name="Problems">What a file is refused for when it does not.</param>
public sealed record UploadCheck(string Name, string What, params IReadOnlyList<Problem> Problems)
{
    /// <summary>The only kind of distribution that it looks at; null for both.</summary>
    public DistributionKind? Of { get; init; }

    /// <summary>Null for what a <see cref="Submission"/> holds by its types, and was therefore checked before there was one.</summary>
    internal Func<Inspection, Fault?>? Judge { get; init; }
}
