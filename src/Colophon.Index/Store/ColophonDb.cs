using Colophon.Index.Store.Entities;
using Colophon.Index.Store.Entities.Accounts;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Colophon.Index.Store;

/// <summary>The database: what the index remembers, apart from the blobs. As it is, on SQLite.</summary>
internal class ColophonDb : DbContext
{
    public ColophonDb(DbContextOptions<ColophonDb> options)
        : base(options)
    {
    }

    protected ColophonDb(DbContextOptions options)
        : base(options)
    {
    }

    public DbSet<Project> Projects => Set<Project>();
    public DbSet<ProjectRole> Roles => Set<ProjectRole>();
    public DbSet<Release> Releases => Set<Release>();
    public DbSet<ReleaseFile> Files => Set<ReleaseFile>();
    public DbSet<TakenFileName> TakenFileNames => Set<TakenFileName>();
    public DbSet<DiscardedBlob> DiscardedBlobs => Set<DiscardedBlob>();
    public DbSet<User> Users => Set<User>();
    public DbSet<SetupLink> SetupLinks => Set<SetupLink>();
    public DbSet<Session> Sessions => Set<Session>();
    public DbSet<IdentityUserPasskey<Guid>> Passkeys => Set<IdentityUserPasskey<Guid>>();
    public DbSet<Invitation> Invitations => Set<Invitation>();
    public DbSet<Message> Messages => Set<Message>();
    public DbSet<Webhook> Webhooks => Set<Webhook>();
    public DbSet<ProhibitedName> ProhibitedNames => Set<ProhibitedName>();
    public DbSet<Publisher> Publishers => Set<Publisher>();
    public DbSet<ApiToken> Tokens => Set<ApiToken>();
    public DbSet<TokenGrant> Grants => Set<TokenGrant>();
    public DbSet<Redemption> Redemptions => Set<Redemption>();
    public DbSet<RefusedExchange> Refused => Set<RefusedExchange>();
    public DbSet<HistoryEntry> History => Set<HistoryEntry>();
    public DbSet<Issuer> Issuers => Set<Issuer>();
    public DbSet<IssuerKeys> IssuerKeys => Set<IssuerKeys>();
    public DbSet<Switch> Switches => Set<Switch>();

    /// <summary>A time as it is stored.</summary>
    public static long Micros(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        Project.Map(modelBuilder);
        ProjectRole.Map(modelBuilder);
        Release.Map(modelBuilder);
        ReleaseFile.Map(modelBuilder);
        TakenFileName.Map(modelBuilder);
        DiscardedBlob.Map(modelBuilder);
        User.Map(modelBuilder);
        SetupLink.Map(modelBuilder);
        Session.Map(modelBuilder);
        SignIns.Map(modelBuilder);
        Invitation.Map(modelBuilder);
        Message.Map(modelBuilder);
        Webhook.Map(modelBuilder);
        ProhibitedName.Map(modelBuilder);
        Publisher.Map(modelBuilder);
        ApiToken.Map(modelBuilder);
        TokenGrant.Map(modelBuilder);
        Redemption.Map(modelBuilder);
        RefusedExchange.Map(modelBuilder);
        HistoryEntry.Map(modelBuilder);
        Issuer.Map(modelBuilder);
        Entities.IssuerKeys.Map(modelBuilder);
        Switch.Map(modelBuilder);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMicroseconds>();

    /// <summary>Times as whole microseconds since 1970, UTC: both engines can order them (dependencies.md, trap 6).</summary>
    private sealed class UnixMicroseconds() : ValueConverter<DateTimeOffset, long>(
        time => Micros(time),
        micros => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond));
}
