namespace Colophon.Index.Web.Pages;

/// <summary>A request that ended, as people read it.</summary>
/// <param name="Code">Of the problem, whose page tells more.</param>
/// <param name="TraceId">For a fault of our own.</param>
public sealed record RefusedModel(string Code, string Title, string Detail, string Remedy, IReadOnlyList<FindingRow> Findings, string? TraceId);
