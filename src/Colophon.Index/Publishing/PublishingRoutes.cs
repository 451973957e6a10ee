using Colophon.Index.Publishing.Exchanges;
using Colophon.Index.Publishing.Explanations;
using Colophon.Index.Publishing.Keys;
using Colophon.Index.Publishing.Refused;
using Colophon.Index.Web;
using Colophon.Index.Web.Doors;
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
        doors.MapGet("/_/oidc/audience", Audience.Handle).For(Standing.Anyone);
        doors.MapGet("/.well-known/pytp", Discovery.Handle).For(Standing.Anyone);
        doors.MapPost("/_/oidc/mint-token", MintToken.Handle).For(Standing.Anyone).RequireTls().Limited(rates => rates.Exchanges);
        doors.MapPost("/_/oidc/github/mint-token", MintToken.Handle).For(Standing.Anyone).RequireTls() // PyPI's older name
            .Limited(rates => rates.Exchanges);
        doors.MapPost("/_/oidc/explain", ExplainToken.Handle).For(Standing.Anyone).RequireTls().Limited(rates => rates.Explanations);
        doors.MapMethods("/explain", ["GET", "HEAD"], ExplainPage.Show).For(Standing.Anyone);
        doors.MapPost("/explain", ExplainPage.Tell).For(Standing.Anyone).RequireTls().Limited(rates => rates.Explanations);
        doors.MapGet(TestToken.Path, TestToken.Show).ForMembers(Standing.Owner);
        doors.MapPost(TestToken.Path, TestToken.Tell).ForMembers(Standing.Owner).RequireTls().Limited(rates => rates.Explanations);
        doors.MapPost("/_/oidc/burn-token", BurnToken.Handle).For(Standing.Anyone).RequireTls();
        doors.MapPost("/_/secrets/disclose-token", DiscloseToken.Handle).For(Standing.Anyone).RequireTls().Limited(rates => rates.Reports);
        doors.MapPost("/_/github/disclose-token", DiscloseToken.Handle).For(Standing.Anyone).RequireTls() // PyPI's older name
            .Limited(rates => rates.Reports);
        doors.MapPost("/legacy/", Upload.Handle).For(Standing.TokenHolder).RequireTls();
    }
}
