using Colophon.Index.Store.Entities;

namespace Colophon.Index.Store;

/// <summary>Everything that one exchange writes: all of it is kept, or nothing.</summary>
internal sealed record LedgerEntry
{
    /// <summary>The identity token that is spent.</summary>
    public required Redemption Redemption { get; init; }

    /// <summary>The publishers that vouched.</summary>
    public required IReadOnlyList<UsedPublisher> Publishers { get; init; }

    public required ApiToken Token { get; init; }
    public required IReadOnlyList<TokenGrant> Grants { get; init; }
    public required HistoryEntry Event { get; init; }
}

/// <summary>A publisher as it was judged, and the ids to keep from now on.</summary>
/// <param name="Fields">Its fields when it was judged: if an owner has changed them since, the judgement does not count.</param>
/// <param name="Before">Its pins when it was judged: if they differ by now, the judgement does not count (threats.md B03).</param>
/// <param name="Pins">Its pins afterwards.</param>
internal sealed record UsedPublisher(Guid Id, string Fields, string Before, string Pins, DateTimeOffset At);

/// <summary>How an entry ended.</summary>
internal enum LedgerOutcome
{
    Written,

    /// <summary>The identity token was redeemed before: the primary key decides, so of fifty at once one wins.</summary>
    RedeemedBefore,

    /// <summary>A publisher is gone, was changed, or was pinned to other ids, since it was judged.</summary>
    PublisherChanged,
}
