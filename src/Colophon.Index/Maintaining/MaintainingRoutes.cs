using Colophon.Index.Maintaining.Projects;
using Colophon.Index.Maintaining.Publishers;

namespace Colophon.Index.Maintaining;

/// <summary>The doors of the room where people keep their projects: pages at <c>/manage/</c>, and the API's at <c>/api/v1/</c>.</summary>
internal static class MaintainingRoutes
{
    public static IServiceCollection AddMaintaining(this IServiceCollection services) => services
        .AddPublisherDoors()
        .AddProjectDoors();

    public static void MapMaintaining(this IEndpointRouteBuilder doors)
    {
        doors.MapPublishers();
        doors.MapProjects();
    }
}
