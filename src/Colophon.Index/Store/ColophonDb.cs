using Colophon.Index.Store.Entities;
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
