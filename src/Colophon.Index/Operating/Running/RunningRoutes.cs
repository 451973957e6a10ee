namespace Colophon.Index.Operating.Running;

/// <summary>Doors to the index at a glance and to its settings.</summary>
internal static class RunningRoutes
{
    public static void MapRunning(this RouteGroupBuilder pages)
    {
        pages.MapGet("/", Overview.Show);
        pages.MapGet("/settings/", SettingsPages.Show);
    }
}
