using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Entities.Accounts;

/// <summary>A browser in which a person is signed in. Only the hash of its secret is kept; deleting the row signs it out at once.</summary>
internal sealed class Session
{
    /// <summary>Unused for so long, it is over.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromDays(14);

    /// <summary>However busy, it is over after so long.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    public required Guid Id { get; init; }
    public required Guid UserId { get; init; }

    /// <summary>SHA-256 of the cookie's secret, lower-case hex.</summary>
    public required string SecretSha256 { get; init; }

    public required DateTimeOffset Created { get; init; }
    public required DateTimeOffset LastSeen { get; set; }

    /// <summary>When the person last proved to be one, with a password, a passkey or the organisation's sign-on.</summary>
    public required DateTimeOffset Proved { get; set; }

    /// <summary>How they proved it: <c>password</c>, <c>passkey</c>, <c>single sign-on</c>.</summary>
    public required string Method { get; set; }

    /// <summary>Where it was begun from, for the person's own list.</summary>
    public string? Address { get; init; }

    /// <summary>The browser's name of itself, cut.</summary>
    public string? Agent { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<Session>(session =>
    {
        session.HasIndex(s => s.SecretSha256).IsUnique();
        session.HasIndex(s => s.LastSeen);
        session.HasOne<User>().WithMany().HasForeignKey(s => s.UserId).OnDelete(DeleteBehavior.Cascade);
    });
}

/// <summary>What Identity keeps beside a user: passkeys, small things such as recovery codes, accounts of the sign-on.</summary>
internal static class SignIns
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<IdentityUserPasskey<Guid>>(passkey =>
        {
            passkey.ToTable("Passkeys").HasKey(p => p.CredentialId);
            passkey.Property(p => p.CredentialId).HasMaxLength(1024); // bytes, the most that WebAuthn has
            passkey.OwnsOne(p => p.Data).ToJson();
            passkey.HasOne<User>().WithMany().HasForeignKey(p => p.UserId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<IdentityUserToken<Guid>>(token =>
        {
            token.ToTable("UserTokens").HasKey(t => new { t.UserId, t.LoginProvider, t.Name });
            token.HasOne<User>().WithMany().HasForeignKey(t => t.UserId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<IdentityUserLogin<Guid>>(login =>
        {
            login.ToTable("UserLogins").HasKey(l => new { l.LoginProvider, l.ProviderKey });
            login.HasOne<User>().WithMany().HasForeignKey(l => l.UserId).OnDelete(DeleteBehavior.Cascade);
        });
        model.Entity<IdentityUserClaim<Guid>>(claim =>
        {
            claim.ToTable("UserClaims").HasKey(c => c.Id); // Identity's store wants the table; nothing is written to it
            claim.HasOne<User>().WithMany().HasForeignKey(c => c.UserId).OnDelete(DeleteBehavior.Cascade);
        });
    }
}
