using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Entities;

/// <summary>An issuer that the operator added beside the public ones and those of the settings.</summary>
internal sealed class Issuer
{
    /// <summary>Exact text of the <c>iss</c> claim; the only thing it is found by.</summary>
    public required string Url { get; init; }

    /// <summary>Key of the provider's table that judges its tokens.</summary>
    public required string Provider { get; init; }

    /// <summary>Where its keys are: null for discovery, else a URL or <c>file:</c> path.</summary>
    public string? Keys { get; init; }

    /// <summary>Allowed signature algorithms, separated by blanks; null for RS256 alone.</summary>
    public string? Algorithms { get; init; }

    public required DateTimeOffset Added { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<Issuer>().HasKey(i => i.Url);
}
