using Colophon.Index.Installing.Downloads;
using Colophon.Index.Installing.Feeds;
using Colophon.Index.Installing.Json;
using Colophon.Index.Installing.Listing;
using Colophon.Index.Installing.Mirrors;
using Colophon.Index.Installing.Pages;
using Colophon.Index.Installing.Searching;
using Colophon.Index.Installing.Simple;
using Colophon.Index.Store.Files;
using Colophon.Index.Web;
using Colophon.Index.Web.Access;
using Colophon.Index.Web.Limits;

namespace Colophon.Index.Installing;

/// <summary>The doors of the room where machines install.</summary>
internal static class InstallingRoutes
{
    private static readonly string[] Reading = ["GET", "HEAD"];

    public static IServiceCollection AddInstalling(this IServiceCollection services) => services
        .AddSingleton<KeptPages>()
        .AddSingleton<ProjectPages>()
        .AddSingleton<Catalogues>()
        .AddSingleton<ListPages>()
        .AddSingleton<JsonPages>()
        .AddSingleton<ProjectSizes>()
        .AddSingleton<FileShelf>()
        .AddSingleton<FeedPages>()
        .AddScoped<MirrorCalls>();

    public static void MapInstalling(this IEndpointRouteBuilder doors)
    {
        var room = doors.MapGroup("").For(Standing.Anyone); // what holds for every door is said of the room
        foreach (var (path, handle) in Table(doors.ServiceProvider))
        {
            var door = room.MapMethods(path, Reading, handle);
            if (path.Contains("{project}", StringComparison.Ordinal)) door.ShowsProject("project");
            if (path.StartsWith("/packages/", StringComparison.Ordinal)) door.ShowsFile("name");
            room.MapMethods(path, ["OPTIONS"], PageReply.Preflight);
        }

        foreach (var path in (string[])["/pypi", "/RPC2"]) room.MapPost(path, AnswerMirror.Handle).Limited(rates => rates.Mirrors);
        room.MapMethods("/pypi", Reading, AnswerMirror.NotHere);
    }

    /// <summary>Handlers with what they need, taken out once: a page from memory must not pay for a scope of services.</summary>
    private static (string Path, RequestDelegate Handle)[] Table(IServiceProvider services)
    {
        var (list, pages) = (services.GetRequiredService<ListPages>(), services.GetRequiredService<ProjectPages>());
        var (json, catalogues) = (services.GetRequiredService<JsonPages>(), services.GetRequiredService<Catalogues>());
        var (sizes, address) = (services.GetRequiredService<ProjectSizes>(), services.GetRequiredService<PublicAddress>());
        var (shelf, blobs) = (services.GetRequiredService<FileShelf>(), services.GetRequiredService<Blobs>());
        var feeds = services.GetRequiredService<FeedPages>();
        var accelerated = services.GetRequiredService<Settings>().AccelRedirect;
        return
        [
            ("/simple/", context => SimpleIndex.Handle(context, list)),
            ("/simple/{project}/", context => SimpleProject.Handle(context, pages)),
            ("/pypi/{project}/json", context => ProjectJson.Handle(context, json)),
            ("/pypi/{project}/{version}/json", context => ProjectJson.Handle(context, json)),
            ("/search/", context => Search.Handle(context, catalogues, address)),
            ("/stats/", context => Stats.Handle(context, sizes)),
            ("/rss/updates.xml", context => ShowFeed.Updates(context, feeds)),
            ("/rss/packages.xml", context => ShowFeed.Projects(context, feeds)),
            ("/rss/project/{project}/releases.xml", context => ShowFeed.Releases(context, feeds)),
            ("/packages/{first}/{second}/{rest}/{name}", context => Download.Handle(context, shelf, blobs, accelerated)),
        ];
    }
}
