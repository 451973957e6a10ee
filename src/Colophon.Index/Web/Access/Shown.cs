namespace Colophon.Index.Web.Access;

/// <summary>
/// Says of a door which project it shows, so that tokens that are limited to projects can be judged. A door that does not say shows
/// several, and such tokens do not open it.
/// </summary>
/// <param name="Key">The route value that names it.</param>
/// <param name="IsFile">It is a file's name, not a project's.</param>
internal sealed record Shown(string Key, bool IsFile);

/// <summary>Marks doors.</summary>
internal static class ShownDoors
{
    public static void ShowsProject(this IEndpointConventionBuilder door, string key) =>
        door.Add(endpoint => endpoint.Metadata.Add(new Shown(key, IsFile: false)));

    public static void ShowsFile(this IEndpointConventionBuilder door, string key) =>
        door.Add(endpoint => endpoint.Metadata.Add(new Shown(key, IsFile: true)));
}
