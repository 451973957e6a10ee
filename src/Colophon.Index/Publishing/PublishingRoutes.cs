using Colophon.Index.Publishing.Exchanges;
using Colophon.Index.Publishing.Explanations;
using Colophon.Index.Publishing.Keys;
using Colophon.Index.Publishing.Refused;
using Colophon.Index.Web;
using Colophon.Index.Web.Limits;
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
        .AddScoped<Explainer>()
        .AddSingleton<RefusedLog>()
        .AddHostedService<RefusedKeeping>()
        .AddScoped<Exchange>()
        .AddScoped<TokenAuthentication>()
        .AddScoped<UploadRights>()
        .AddScoped<Shelving>();

    public static void MapPublishing(this IEndpointRouteBuilder doors)
    {
        doors.MapGet("/_/oidc/audience", Audience.Handle);
        doors.MapGet("/.well-known/pytp", Discovery.Handle);
        doors.MapPost("/_/oidc/mint-token", MintToken.Handle).RequireTls().Limited(rates => rates.Exchanges);
        doors.MapPost("/_/oidc/github/mint-token", MintToken.Handle).RequireTls().Limited(rates => rates.Exchanges); // PyPI's older name
        doors.MapPost("/_/oidc/explain", ExplainToken.Handle).RequireTls().Limited(rates => rates.Explanations);
        doors.MapMethods("/explain", ["GET", "HEAD"], ExplainPage.Show);
        doors.MapPost("/explain", ExplainPage.Tell).RequireTls().Limited(rates => rates.Explanations);
        doors.MapPost("/_/oidc/burn-token", BurnToken.Handle).RequireTls();
        doors.MapPost("/_/secrets/disclose-token", DiscloseToken.Handle).RequireTls().Limited(rates => rates.Reports);
        doors.MapPost("/_/github/disclose-token", DiscloseToken.Handle).RequireTls().Limited(rates => rates.Reports); // PyPI's older name
        doors.MapGet("/api/v1/projects/{name}/refused", ListRefused.Handle).RequireTls();
        doors.MapPost("/legacy/", Upload.Handle).RequireTls();
    }
}
