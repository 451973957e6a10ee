using Colophon.Index.Upkeep.Posting;

namespace Colophon.Index.Upkeep;

/// <summary>
/// The room that forgets what has expired, notices what others changed, seals the history and sends what is in the outbox.
/// </summary>
internal static class UpkeepSetup
{
    public static IServiceCollection AddUpkeep(this IServiceCollection services) => services
        .AddHostedService<ForeignChanges>()
        .AddHostedService<Forgetting>()
        .AddHostedService<Removing>()
        .AddSingleton<Claims>()
        .AddSingleton<MailServer>()
        .AddHostedService<Sealing>()
        .AddHostedService<Mailing>()
        .AddHostedService<Calling>();
}
