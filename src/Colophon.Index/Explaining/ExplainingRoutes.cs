using Colophon.Index.Web;
using Colophon.Index.Web.Access;

namespace Colophon.Index.Explaining;

/// <summary>The doors of the room where people find out: what is here, where it came from, and what a refusal means.</summary>
internal static class ExplainingRoutes
{
    private static readonly string[] Reading = ["GET", "HEAD"];

    public static IServiceCollection AddExplaining(this IServiceCollection services) => services
        .AddScoped<ProjectStory>()
        .AddSingleton<Readmes>();

    /// <param name="readers">For the doors that show projects.</param>
    public static void MapExplaining(this IEndpointRouteBuilder doors, IEndpointRouteBuilder readers)
    {
        readers.MapMethods("/", Reading, ShowFront.Handle).For(Standing.Anyone);
        readers.MapMethods("/project/{name}/{version?}", Reading, ShowProject.Handle).For(Standing.Anyone).ShowsProject("name");
        readers.MapMethods("/project/{name}/history/", Reading, ShowHistory.Handle).For(Standing.Anyone).ShowsProject("name");
        doors.MapMethods("/problems/{code?}", Reading, ShowProblems.Handle).For(Standing.Anyone);
        doors.MapMethods("/providers/{key?}", Reading, ShowProviders.Handle).For(Standing.Anyone);
        doors.MapMethods("/health", Reading, Health.Handle).For(Standing.Anyone);
        doors.MapMethods("/robots.txt", Reading, context =>
            context.Response.WriteAsync("User-agent: *\nDisallow: /simple/\nDisallow: /packages/\n")).For(Standing.Anyone);
    }
}
