using Colophon.Index.Operating.Pages;

namespace Colophon.Index.Operating.Shelves;

/// <summary>Projects of the index.</summary>
public sealed record ProjectsModel(IReadOnlyList<ProjectRow> Projects, Listing List);

/// <param name="Path">Its normalised name.</param>
public sealed record ProjectRow(string Name, string Path, string Status, string? Reason, DateTimeOffset Created, int Files, long Bytes, bool TrustedOnly);

/// <summary>One project, as the operator sees it.</summary>
public sealed record ProjectModel(ProjectRow Project, IReadOnlyList<(string Name, string Role)> People, int Publishers)
{
    public string? Done { get; init; }

    /// <summary>What was typed into the form that was not taken.</summary>
    public string? Status { get; init; }

    public string? Reason { get; init; }
    public string? Fault { get; init; }
}

/// <summary>Names that no new project may have.</summary>
public sealed record NamesModel(IReadOnlyList<NameRow> Names, Listing List, string? Done, string Name = "", string Reason = "", string? Fault = null);

public sealed record NameRow(string Name, string? Reason, string Actor, DateTimeOffset Since);

/// <summary>What the index holds, and what room there is.</summary>
public sealed record StorageModel(IReadOnlyList<(string What, string Value)> Room, IReadOnlyList<(string What, long Count)> Counts);
