using Colophon.Index.Publishing.Exchanges;
using Colophon.Index.Publishing.Keys;
using Colophon.Index.Web;
using Colophon.Index.Web.Outside;

namespace Colophon.Index.Publishing;

/// <summary>The doors of the room where machines publish.</summary>
internal static class PublishingRoutes
{
    public static IServiceCollection AddPublishing(this IServiceCollection services) => services
        .AddSingleton<OutsideCalls>()
        .AddSingleton<KeyFetching>()
        .AddSingleton<IssuerKeyRing>()
        .AddScoped<PublisherSearch>()
        .AddScoped<Exchange>()
        .AddScoped<TokenAuthentication>()
        .AddScoped<UploadRights>()
        .AddScoped<Shelving>();

    public static void MapPublishing(this IEndpointRouteBuilder doors)
    {
        doors.MapGet("/_/oidc/audience", Audience.Handle);
        doors.MapPost("/_/oidc/mint-token", MintToken.Handle).RequireTls();
        doors.MapPost("/_/oidc/github/mint-token", MintToken.Handle).RequireTls(); // PyPI's older name for the same
        doors.MapPost("/_/oidc/burn-token", BurnToken.Handle).RequireTls();
        doors.MapPost("/legacy/", Upload.Handle).RequireTls();
    }
}
