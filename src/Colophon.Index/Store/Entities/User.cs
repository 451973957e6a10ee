using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Entities;

/// <summary>A person with an account.</summary>
internal sealed class User
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }

    /// <summary>ASCII lower case, unique.</summary>
    public required string NormalizedName { get; init; }

    public required string Email { get; set; }
    public required DateTimeOffset Created { get; init; }
    public bool IsAdmin { get; set; }

    /// <summary>A disabled person's tokens are refused everywhere.</summary>
    public bool IsDisabled { get; set; }

    /// <summary>PBKDF2 in ASP.NET Core Identity's format; null until the set-up link was used.</summary>
    public string? PasswordHash { get; set; }

    public static void Map(ModelBuilder model) => model.Entity<User>(user =>
    {
        user.HasIndex(u => u.NormalizedName).IsUnique();
        user.HasIndex(u => u.Email).IsUnique();
    });
}

/// <summary>A one-time link with which a person sets a password; only its hash is kept.</summary>
internal sealed class SetupLink
{
    /// <summary>SHA-256 of the link's secret, lower-case hex.</summary>
    public required string SecretSha256 { get; init; }

    public required Guid UserId { get; init; }
    public required DateTimeOffset Expires { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<SetupLink>(link =>
    {
        link.HasKey(l => l.SecretSha256);
        link.HasOne<User>().WithMany().HasForeignKey(l => l.UserId).OnDelete(DeleteBehavior.Cascade);
    });
}
