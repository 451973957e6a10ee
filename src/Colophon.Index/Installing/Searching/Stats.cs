using System.Text.Json;
using System.Text.Json.Serialization;
using Colophon.Index.Installing.Pages;
using Colophon.Index.Installing.Searching.Pages;
using Colophon.Index.Web;
using Colophon.Index.Web.Pages;

namespace Colophon.Index.Installing.Searching;

/// <summary>How much is here, and which projects are the largest: <c>GET /stats/</c> (pypi-wire.md 6.6).</summary>
internal static class Stats
{
    public static async Task Handle(HttpContext context, ProjectSizes projects)
    {
        PageReply.AllowOtherOrigins(context.Response.Headers);
        context.Response.Headers.Vary = "Accept";
        var sizes = await projects.Current(context.RequestAborted);
        if (context.Request.WantsJson())
        {
            var top = new OrderedDictionary<string, Weight>(StringComparer.Ordinal);
            foreach (var project in sizes.Top) top[project.Name] = new Weight(project.Size);
            await context.Response.WriteJson(JsonSerializer.SerializeToUtf8Bytes(new Answer(top, sizes.Total), StatsJson.Default.Answer));
            return;
        }

        await context.Show<StatsPage, StatsModel>(new(sizes.Total, [.. sizes.Top.Select(project => (project.Name, project.Size))]));
    }

    internal sealed record Weight(long Size);

    internal sealed record Answer(OrderedDictionary<string, Weight> TopPackages, long TotalPackagesSize);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Stats.Answer))]
internal sealed partial class StatsJson : JsonSerializerContext;
