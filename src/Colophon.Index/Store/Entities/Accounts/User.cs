using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Entities.Accounts;

/// <summary>
/// A person with an account: ASP.NET Core Identity's user, which keeps the password's hash, the second factor, the lock-out and the stamp
/// that ends old links, and what this index knows besides.
/// </summary>
internal sealed class User : IdentityUser<Guid>
{
    /// <summary>As typed; ASCII lower case in <see cref="IdentityUser{TKey}.NormalizedUserName"/>, unique.</summary>
    public string Name => UserName!;

    public required DateTimeOffset Created { get; init; }
    public bool IsAdmin { get; set; }

    /// <summary>A disabled person's tokens and sessions are refused everywhere.</summary>
    public bool IsDisabled { get; set; }

    /// <summary>A person without a way to sign in yet: a set-up link follows.</summary>
    public static User New(string name, string email, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        UserName = name,
        NormalizedUserName = Normalize(name),
        Email = email,
        NormalizedEmail = Normalize(email),
        SecurityStamp = Guid.NewGuid().ToString("N"),
        LockoutEnabled = true,
        Created = now,
    };

    /// <summary>By which names and addresses are found: ASCII lower case, nothing cleverer.</summary>
    public static string Normalize(string text) => new([.. text.Select(c => c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c)]);

    public static void Map(ModelBuilder model) => model.Entity<User>(user =>
    {
        user.Ignore(u => u.PhoneNumber).Ignore(u => u.PhoneNumberConfirmed);
        user.Property(u => u.UserName).HasColumnName("Name").IsRequired();
        user.Property(u => u.NormalizedUserName).HasColumnName("NormalizedName").IsRequired();
        user.Property(u => u.Email).IsRequired();
        user.Property(u => u.NormalizedEmail).IsRequired();
        user.Property(u => u.ConcurrencyStamp).IsConcurrencyToken();
        user.HasIndex(u => u.NormalizedUserName).IsUnique();
        user.HasIndex(u => u.NormalizedEmail).IsUnique();
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
