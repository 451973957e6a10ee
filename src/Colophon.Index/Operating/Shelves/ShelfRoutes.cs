using Colophon.Index.Web;

namespace Colophon.Index.Operating.Shelves;

/// <summary>Doors to projects, to names that nobody may take, and to the room on the disk.</summary>
internal static class ShelfRoutes
{
    public static void MapShelves(this RouteGroupBuilder pages)
    {
        pages.MapGet("/projects/", ProjectPages.ShowAll);
        pages.MapGet("/projects/{project}", ProjectPages.Show);
        pages.MapPost("/projects/{project}/status", ProjectPages.SetStatus).Lately();
        pages.MapGet("/names/", NamePages.Show);
        pages.MapPost("/names/", NamePages.Prohibit);
        pages.MapPost("/names/allow", NamePages.Allow);
        pages.MapGet("/storage/", StoragePages.Show);
    }
}
