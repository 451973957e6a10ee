using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Colophon.Index.Installing.Listing;
using Colophon.Index.Installing.Pages;
using Colophon.Index.Installing.Searching.Pages;
using Colophon.Index.Web;
using Colophon.Index.Web.Pages;

namespace Colophon.Index.Installing.Searching;

/// <summary>Looks for projects by name and summary, for people and for programs: <c>GET /search/?q=</c>.</summary>
internal static class Search
{
    private const int OnePage = 50;

    public static async Task Handle(HttpContext context, Catalogues catalogues, PublicAddress address)
    {
        PageReply.AllowOtherOrigins(context.Response.Headers);
        context.Response.Headers.Vary = "Accept";
        var asked = context.Request.Query;
        var query = Query.Parse(asked["q"]);
        var found = query.Find(await catalogues.Current(context.RequestAborted));
        var pages = Math.Max(1, (found.Count + OnePage - 1) / OnePage);
        var page = int.TryParse(asked["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var typed)
            ? Math.Clamp(typed, 1, pages)
            : 1;
        var lines = found.Skip((page - 1) * OnePage).Take(OnePage);
        if (context.Request.WantsJson())
        {
            var answer = new Answer(query.Text, page, pages, found.Count, [.. lines.Select(line => Tell(line, address.Url))]);
            await context.Response.WriteJson(JsonSerializer.SerializeToUtf8Bytes(answer, SearchJson.Default.Answer));
            return;
        }

        await context.Show<SearchPage, SearchModel>(new(query.Text, found.Count, page, pages,
            [.. lines.Select(line => new FoundProject(line.Normalized, line.Name, line.Version, line.Summary))])
        {
            Longest = Query.Longest,
        });
    }

    private static Found Tell(ProjectLine line, string url) =>
        new(line.Name, line.Version, line.Summary, $"{url}/project/{line.Normalized}/");

    internal sealed record Answer(string Query, int Page, int Pages, int Total, IReadOnlyList<Found> Projects);

    internal sealed record Found(string Name, string? Version, string? Summary, string Url);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Search.Answer))]
internal sealed partial class SearchJson : JsonSerializerContext;
