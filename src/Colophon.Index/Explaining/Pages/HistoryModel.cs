namespace Colophon.Index.Explaining.Pages;

/// <summary>What happened to a project, newest first.</summary>
/// <param name="Older">Id to go on below; null at the end.</param>
public sealed record HistoryModel(string Name, string Normalized, IReadOnlyList<HistoryLine> Entries, long? Older, bool IsNewest);

/// <param name="What">A sentence.</param>
/// <param name="By">A person, the operator, or a publisher in words.</param>
/// <param name="Reason">Given by who did it.</param>
public sealed record HistoryLine(DateTimeOffset At, string What, string By, string? Reason);
