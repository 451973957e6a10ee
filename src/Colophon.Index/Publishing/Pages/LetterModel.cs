using Colophon.Index.Web.Pages;

namespace Colophon.Index.Publishing.Pages;

/// <summary>Asks for a token.</summary>
public sealed record ExplainFormModel(string? Fault);

/// <summary>An explanation as a letter: who the token says it is, how each rule finds it, what would be minted, what to mend.</summary>
public sealed record LetterModel
{
    public required bool WouldMint { get; init; }

    /// <summary>The issuer's signature holds, and the token is for this index and in time.</summary>
    public required bool IsProved { get; init; }

    public string? Issuer { get; init; }
    public string? ProviderName { get; init; }

    /// <summary>Repository, commit and run in one line.</summary>
    public string? Who { get; init; }

    public IReadOnlyList<string> Faults { get; init; } = [];
    public IReadOnlyList<LetterPublisher> Publishers { get; init; } = [];

    /// <summary>What can be said of the claims without a publisher.</summary>
    public IReadOnlyList<FindingRow> Claims { get; init; } = [];

    public LetterMint? Mint { get; init; }
    public LetterRefusal? Refusal { get; init; }

    /// <summary>A publisher made of the claims: a command, and the query that fills in a form.</summary>
    public string? Command { get; init; }

    public string? Link { get; init; }
}

/// <summary>A publisher and how each of its rules finds the identity.</summary>
/// <param name="Lint">What is weak about it.</param>
public sealed record LetterPublisher(string Project, bool IsPending, string InWords, bool Holds, IReadOnlyList<FindingRow> Findings,
    IReadOnlyList<string> Lint);

/// <param name="What">"A token that reads" or "An upload token for".</param>
public sealed record LetterMint(string What, string Projects, int Minutes, bool IsSingleUse, IReadOnlyList<string> WillBePinned);

/// <param name="Code">Of the problem.</param>
/// <param name="Detail">What the exchange would answer; null where the token proves nothing.</param>
public sealed record LetterRefusal(string Code, string Remedy, string? Detail);
