using Colophon.Index.Store.Access;
using Colophon.Index.Store.Chain;
using Colophon.Index.Store.Engines;
using Colophon.Index.Store.Files;
using Colophon.Index.Store.Life;
using Colophon.Index.Store.Trust;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Index.Store;

/// <summary>Puts the store together: which engine, which folder, and a schema that is up to date.</summary>
internal static class StoreSetup
{
    public static IServiceCollection AddStore(this IServiceCollection services, Settings settings, DataDirectory data)
    {
        services.AddSingleton(data);
        services.AddSingleton(Engine.Of(settings, data));
        services.AddSingleton<RootKeys>();
        services.AddDataProtection().SetApplicationName("colophon").PersistKeysToFileSystem(new DirectoryInfo(data.KeyFolder));
        services.AddOptions<KeyManagementOptions>().Configure<RootKeys>((ring, keys) => ring.XmlEncryptor = new SealedKeys(keys));
        services.AddSingleton<Blobs>();
        services.AddSingleton<ChangeFeed>();
        services.AddSingleton<WriteTurn>();
        services.AddSingleton<Ledger>();
        services.AddSingleton<Readers>();
        services.AddScoped<TrustedIssuers>();
        services.AddSingleton<StoredKeys>();
        services.AddSingleton<Callers>();
        services.AddSingleton<ReadRights>();
        services.AddSingleton<BlobRemoval>();
        services.AddSingleton<ProjectLife>();
        services.AddSingleton<KeptHead>();
        if (settings.Database is null)
        {
            services.AddPooledDbContextFactory<ColophonDb>(Configure);
            services.AddDbContextPool<ColophonDb>(Configure);
            return services;
        }

        services.AddPooledDbContextFactory<PostgresDb>(Configure);
        services.AddSingleton<IDbContextFactory<ColophonDb>, PostgresDbs>();
        return services.AddDbContextPool<ColophonDb, PostgresDb>(Configure);
    }

    private static void Configure(IServiceProvider services, DbContextOptionsBuilder options) =>
        services.GetRequiredService<Engine>().Configure(options);
}
