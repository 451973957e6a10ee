using Colophon.Index.Installing.Feeds;
using Colophon.Index.Installing.Mirrors;
using Colophon.Index.Web.Limits;

namespace Colophon.Index.Installing;

/// <summary>The doors of the room where machines install.</summary>
internal static class InstallingRoutes
{
    private static readonly string[] Reading = ["GET", "HEAD"];

    public static IServiceCollection AddInstalling(this IServiceCollection services) => services
        .AddSingleton<ProjectPages>()
        .AddSingleton<IndexPages>()
        .AddSingleton<FileShelf>()
        .AddSingleton<FeedPages>()
        .AddScoped<MirrorCalls>();

    public static void MapInstalling(this IEndpointRouteBuilder doors)
    {
        // Taken out once: a page from memory must not pay for a scope of services at each request.
        var index = doors.ServiceProvider.GetRequiredService<IndexPages>();
        var pages = doors.ServiceProvider.GetRequiredService<ProjectPages>();
        doors.MapMethods("/simple/", Reading, context => SimpleIndex.Handle(context, index));
        doors.MapMethods("/simple/{project}/", Reading, context => SimpleProject.Handle(context, pages));
        doors.MapMethods("/packages/{first}/{second}/{rest}/{name}", Reading, Download.Handle);
        doors.MapMethods("/rss/updates.xml", Reading, ShowFeed.Updates);
        doors.MapMethods("/rss/packages.xml", Reading, ShowFeed.Projects);
        doors.MapMethods("/rss/project/{project}/releases.xml", Reading, ShowFeed.Releases);
        doors.MapPost("/pypi", AnswerMirror.Handle).Limited(rates => rates.Mirrors);
        doors.MapPost("/RPC2", AnswerMirror.Handle).Limited(rates => rates.Mirrors);
        doors.MapMethods("/pypi", Reading, AnswerMirror.NotHere);
    }
}
