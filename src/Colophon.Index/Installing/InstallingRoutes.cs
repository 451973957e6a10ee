using Colophon.Index.Web.Access;

namespace Colophon.Index.Installing;

/// <summary>The doors of the room where machines install.</summary>
internal static class InstallingRoutes
{
    private static readonly string[] Reading = ["GET", "HEAD"];

    public static IServiceCollection AddInstalling(this IServiceCollection services) => services
        .AddSingleton<ProjectPages>()
        .AddSingleton<IndexPages>()
        .AddSingleton<FileShelf>();

    public static void MapInstalling(this IEndpointRouteBuilder doors)
    {
        // Taken out once: a page from memory must not pay for a scope of services at each request.
        var index = doors.ServiceProvider.GetRequiredService<IndexPages>();
        var pages = doors.ServiceProvider.GetRequiredService<ProjectPages>();
        doors.MapMethods("/simple/", Reading, context => SimpleIndex.Handle(context, index));
        doors.MapMethods("/simple/{project}/", Reading, context => SimpleProject.Handle(context, pages)).ShowsProject("project");
        doors.MapMethods("/packages/{first}/{second}/{rest}/{name}", Reading, Download.Handle).ShowsFile("name");
    }
}
