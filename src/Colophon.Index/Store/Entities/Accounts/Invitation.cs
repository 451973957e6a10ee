using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store.Entities.Accounts;

/// <summary>A link by mail with which somebody takes a role of a project, or makes an account where accounts need an invitation.</summary>
internal sealed class Invitation
{
    /// <summary>How long it can be used.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);

    public required Guid Id { get; init; }

    /// <summary>SHA-256 of the link's secret, lower-case hex.</summary>
    public required string SecretSha256 { get; init; }

    /// <summary>To whom it was sent; whoever has the link and a confirmed account of this address may use it.</summary>
    public required string Email { get; init; }

    /// <summary>Null: to the index alone.</summary>
    public Guid? ProjectId { get; init; }

    /// <summary>One of <see cref="ProjectRole"/>'s; null without a project.</summary>
    public string? Role { get; init; }

    public required string InvitedBy { get; init; }
    public required DateTimeOffset Expires { get; init; }

    public static void Map(ModelBuilder model) => model.Entity<Invitation>(invitation =>
    {
        invitation.HasIndex(i => i.SecretSha256).IsUnique();
        invitation.HasIndex(i => i.Expires);
        invitation.HasOne<Project>().WithMany().HasForeignKey(i => i.ProjectId).OnDelete(DeleteBehavior.Cascade);
    });
}
