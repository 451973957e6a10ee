using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Colophon.Index.Store.Engines;

/// <summary>The same model on PostgreSQL: a type of its own, because a set of migrations belongs to a type.</summary>
internal sealed class PostgresDb(DbContextOptions<PostgresDb> options) : ColophonDb(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        // Text by its bytes, as on SQLite: a new version of the system's collations would break every index on text.
        configurationBuilder.Properties<string>().UseCollation("C");
    }
}

/// <summary>Gives out contexts on PostgreSQL to whoever asks for contexts.</summary>
internal sealed class PostgresDbs(IDbContextFactory<PostgresDb> databases) : IDbContextFactory<ColophonDb>
{
    public ColophonDb CreateDbContext() => databases.CreateDbContext();

    public async Task<ColophonDb> CreateDbContextAsync(CancellationToken cancellationToken = default) =>
        await databases.CreateDbContextAsync(cancellationToken);
}

/// <summary>Lets `dotnet ef migrations add NAME --context PostgresDb` see the model without a server.</summary>
internal sealed class PostgresDesignTime : IDesignTimeDbContextFactory<PostgresDb>
{
    public PostgresDb CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgresDb>().UseNpgsql("Host=design").Options);
}
