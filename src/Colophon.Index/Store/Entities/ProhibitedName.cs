using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Entities;

/// <summary>A project name that nobody may take, by the operator's word.</summary>
internal sealed class ProhibitedName
{
    /// <summary>PEP 503 form.</summary>
    public required string Name { get; init; }

    public string? Reason { get; init; }
    public required string Actor { get; init; }
    public required DateTimeOffset Since { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<ProhibitedName>().HasKey(n => n.Name);
}
