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
        doors.MapMethods("/simple/", Reading, SimpleIndex.Handle);
        doors.MapMethods("/simple/{project}/", Reading, SimpleProject.Handle);
        doors.MapMethods("/packages/{first}/{second}/{rest}/{name}", Reading, Download.Handle);
    }
}
