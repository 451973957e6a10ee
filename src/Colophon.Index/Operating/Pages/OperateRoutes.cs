namespace Colophon.Index.Operating.Pages;

/// <summary>Doors for those who operate the index: pages at <c>/operate/</c>, and the API's at <c>/api/v1/</c>.</summary>
internal static class OperateRoutes
{
    public static void MapOperating(this IEndpointRouteBuilder doors)
    {
    }
}
