namespace Colophon.Index.Maintaining.Projects;

/// <summary>Doors to projects, what was published in them, the people of them and their tokens.</summary>
internal static class ProjectRoutes
{
    public static IServiceCollection AddProjectDoors(this IServiceCollection services) => services;

    public static void MapProjects(this IEndpointRouteBuilder doors)
    {
    }
}
