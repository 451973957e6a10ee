namespace Colophon.Index.Upkeep;

/// <summary>The room that forgets what has expired and notices what others changed.</summary>
internal static class UpkeepSetup
{
    public static IServiceCollection AddUpkeep(this IServiceCollection services) => services
        .AddHostedService<ForeignChanges>()
        .AddHostedService<Forgetting>()
        .AddHostedService<Removing>();
}
