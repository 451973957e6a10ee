using Colophon.Index.Operating.Pages;

namespace Colophon.Index.Operating.Telling;

/// <summary>Entries of the history, the newest first.</summary>
/// <param name="Filters">What was asked for, by the names of the form's fields.</param>
/// <param name="Older">Where the entries that are older are; null when there are none.</param>
public sealed record AuditModel(IReadOnlyList<EntryRow> Entries, IReadOnlyDictionary<string, string> Filters, string? Older, string? Fault)
{
    /// <summary>What a look at the chain has found; null where nobody asked.</summary>
    public ChainModel? Chain { get; init; }
}

/// <param name="Details">Names and texts.</param>
public sealed record EntryRow(long Id, DateTimeOffset At, string Event, string? Project, string Actor,
    IReadOnlyList<(string Name, string Value)> Details, bool IsSealed);

/// <param name="Fault">What is wrong; null when all is as it was sealed.</param>
/// <param name="Head">To keep elsewhere.</param>
/// <param name="IsHeadKept">Whether an end that was cut off would show.</param>
public sealed record ChainModel(long Sealed, long Unsealed, string Head, string? Fault, bool IsHeadKept);

/// <summary>The outbox.</summary>
public sealed record OutboxModel(IReadOnlyList<MessageRow> Messages, Listing List, bool HasMailServer, string? Done);

/// <param name="Kind"><c>mail</c> or <c>call</c>.</param>
public sealed record MessageRow(string Id, string Kind, string To, string Subject, DateTimeOffset Created, int Tries, DateTimeOffset? NextTry,
    DateTimeOffset? Sent, string? Trouble);

/// <summary>Webhooks.</summary>
/// <param name="Url">What was typed.</param>
/// <param name="Secret">Of the one that was just added; shown this once.</param>
public sealed record HooksModel(IReadOnlyList<HookRow> Hooks, Listing List, string Url, string Events, string? Fault, string? Secret, string? Done);

/// <param name="Project">Normalised name; null for the whole index.</param>
public sealed record HookRow(string Id, string? Project, string Url, string Events, DateTimeOffset Created, string AddedBy, bool IsOff, int Waiting);
