namespace Colophon.Index.Maintaining.Publishers;

/// <summary>Doors to the publishers of a project, to pending ones, and to exchanges that were refused.</summary>
internal static class PublisherRoutes
{
    public static IServiceCollection AddPublisherDoors(this IServiceCollection services) => services;

    public static void MapPublishers(this IEndpointRouteBuilder doors)
    {
    }
}
