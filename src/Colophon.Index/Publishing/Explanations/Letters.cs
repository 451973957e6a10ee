using Colophon.Index.Publishing.Pages;
using Colophon.Index.Web.Pages;
using Colophon.Rules.Tokens;

namespace Colophon.Index.Publishing.Explanations;

/// <summary>Makes a letter of an explanation.</summary>
internal static class Letters
{
    public static LetterModel Of(Explanation told) => new()
    {
        WouldMint = told.WouldMint,
        IsProved = told.Identity.Proved,
        Issuer = told.Identity.Issuer,
        ProviderName = told.Identity.ProviderName,
        Who = told.Identity.InWords,
        Faults = told.TokenFaults,
        Publishers = [.. told.Publishers.Select(publisher => new LetterPublisher(publisher.Project, publisher.Pending, publisher.InWords,
            publisher.Holds, FindingRow.Of(publisher.Findings), publisher.Lint))],
        Claims = FindingRow.Of(told.Identity.Claims),
        Mint = told.Mint is { } plan ? Mint(plan) : null,
        Refusal = told.Refusal is { } refusal
            ? new(refusal.Type[(refusal.Type.LastIndexOf('/') + 1)..], refusal.Remedy, told.Identity.Proved ? refusal.Detail : null)
            : null,
        Command = told.Suggestion?.Command,
        Link = told.Suggestion?.Link,
    };

    private static LetterMint Mint(MintPlan plan) => new(
        plan.Scope == Scopes.Read ? "A token that reads" : "An upload token for",
        plan.Projects is { } named ? string.Join(", ", named) : "all of this index",
        plan.LifetimeSeconds / 60, plan.SingleUse, plan.WillBePinned);
}
