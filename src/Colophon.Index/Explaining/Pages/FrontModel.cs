namespace Colophon.Index.Explaining.Pages;

/// <summary>The newest releases of this index.</summary>
public sealed record FrontModel(IReadOnlyList<NewestRelease> Newest);

/// <param name="From">Its colophon in one line.</param>
public sealed record NewestRelease(string Name, string Normalized, string Version, string? Summary, string From, DateTimeOffset At);
