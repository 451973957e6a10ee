using System.Text.Json;
using System.Text.Json.Serialization;
using Colophon.Index.Installing.Pages;
using Colophon.Index.Web;

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

        await Layout.Send(context, "Statistics", Html.Of($"""
            <h1>Statistics</h1>
            <p>All files of this index together have {sizes.Total} bytes. The largest projects:</p>
            <table>
            <thead><tr><th scope="col">Project</th><th scope="col">Bytes</th></tr></thead>
            <tbody>{Html.Join(sizes.Top.Select(Row))}</tbody>
            </table>
            """));
    }

    private static Html Row(Sized project) => Html.Of($"""
        <tr><td><a href="/project/{project.Name}/">{project.Name}</a></td><td>{project.Size}</td></tr>

        """);

    internal sealed record Weight(long Size);

    internal sealed record Answer(OrderedDictionary<string, Weight> TopPackages, long TotalPackagesSize);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Stats.Answer))]
internal sealed partial class StatsJson : JsonSerializerContext;
