using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Entities;

/// <summary>Something that the operator has switched off: the row is there while it is off, and every exchange looks.</summary>
internal sealed class Switch
{
    /// <summary>Every exchange.</summary>
    public const string Exchange = "exchange";

    /// <summary><see cref="Exchange"/>, or what <see cref="OfProvider"/> or <see cref="OfIssuer"/> say.</summary>
    public required string Name { get; init; }

    public required DateTimeOffset Since { get; init; }
    public required string Actor { get; init; }

    public static string OfProvider(string key) => $"provider {key}";

    public static string OfIssuer(string url) => $"issuer {url}";

    public static void Map(ModelBuilder model) => model.Entity<Switch>().HasKey(s => s.Name);
}
