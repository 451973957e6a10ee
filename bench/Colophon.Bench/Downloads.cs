using System.Text.Json.Nodes;

namespace Colophon.Bench;

/// <summary>Files of 1 kB and 2 MB against the same bytes from nginx's sendfile (G6).</summary>
internal static class Downloads
{
    private static readonly (string Words, string Version, int Size, double Floor)[] Files =
        [("1 kB", "1.0", 200, 0.35), ("2 MB", "2.0", 2_000_000, 0.5)];

    public static async Task Measure(string program, Results results, int seconds, int rounds)
    {
        await using var place = await Place.Open(program);
        var token = await place.TokenFor("downloads");
        var wheels = Files.Select(file => (file, Wheel: Wheels.Make("downloads", file.Version, file.Size))).ToList();
        foreach (var (_, wheel) in wheels) await Wheels.Upload(place.Http, place.Index.Url, token, wheel);
        await place.Index.RestartInProduction();

        await using var nginx = await Nginx.Start(wheels.ToDictionary(one => one.Wheel.FileName, one => one.Wheel.Bytes));
        var versus = new Versus(results, seconds, rounds);
        foreach (var (file, wheel) in wheels)
        {
            var ours = await UrlOf(place, wheel.FileName);
            await versus.Compare("G6", $"download of {file.Words}", (ours, []), ($"{nginx.Url}/{wheel.FileName}", []), file.Floor);
        }
    }

    private static async Task<string> UrlOf(Place place, string fileName)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{place.Index.Url}/simple/downloads/");
        request.Headers.Accept.ParseAdd("application/vnd.pypi.simple.v1+json");
        using var response = await place.Http.SendAsync(request, CancellationToken.None);
        var page = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return page["files"]!.AsArray().Single(file => file!["filename"]!.GetValue<string>() == fileName)!["url"]!.GetValue<string>();
    }
}
