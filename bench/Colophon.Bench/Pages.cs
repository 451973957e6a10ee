using System.Diagnostics;

namespace Colophon.Bench;

/// <summary>Project pages of 5, 100 and 2,000 files against the same bytes from nginx: fresh, compressed and revalidated (G1-G4, G14).</summary>
internal static class Pages
{
    private const string Json = "Accept: application/vnd.pypi.simple.v1+json";
    private const string Packed = "Accept-Encoding: gzip";
    private static readonly int[] Sizes = [5, 100, 2000];

    public static async Task Measure(string program, Results results, int seconds, int rounds)
    {
        await using var place = await Place.Open(program);
        foreach (var size in Sizes) await Fill(place, size, results);
        await place.Index.RestartInProduction();
        foreach (var size in Sizes) await Fetch(place, size);
        await Task.Delay(2000); // large pages are compressed beside the requests
        var files = new Dictionary<string, byte[]>();
        var tags = new Dictionary<int, string>();
        foreach (var size in Sizes)
        {
            var (bytes, tag) = await Fetch(place, size);
            (files[$"p{size}"], tags[size]) = (bytes, tag);
            files[$"p{size}.gz"] = (await Fetch(place, size, "gzip")).Bytes;
        }

        await using var nginx = await Nginx.Start(files);
        var versus = new Versus(results, seconds, rounds);
        foreach (var size in Sizes)
        {
            var ours = $"{place.Index.Url}/simple/p{size}/";
            var theirs = $"{nginx.Url}/p{size}";
            var words = $"page of {size:#,0} files, JSON, {files[$"p{size}"].Length / 1000.0:0.#} kB";
            var floor = size switch { 5 => 0.55, 100 => 0.45, _ => (double?)null };
            await versus.Compare("G2", words, (ours, [Json]), (theirs, [Json]), floor);
            if (size == 2000) await versus.Compare("G4", words + " as gzip", (ours, [Json, Packed]), (theirs, [Json, Packed]), 0.65);
            var tag = await NginxTag(theirs, place.Http);
            await versus.Compare("G3", words + ", 304", (ours, [Json, $"If-None-Match: {tags[size]}"]),
                (theirs, [Json, $"If-None-Match: {tag}"]), 0.6);
        }
    }

    /// <summary>Uploads that many small wheels; for the largest project, the last uploads are held against the first (G14).</summary>
    private static async Task Fill(Place place, int size, Results results)
    {
        var (name, taken) = ($"p{size}", new List<double>());
        var token = await place.TokenFor(name);
        for (var i = 0; i < size; i++)
        {
            if (i % 500 == 499) token = await place.Renew(name);
            taken.Add((await Wheels.Upload(place.Http, place.Index.Url, token, Wheels.Make(name, $"1.{i}", 4000))).TotalMilliseconds);
            if (i % 20 == 0) await Fetch(place, size); // somebody installs meanwhile: the page is made anew
        }

        if (size < 2000) return;
        var (fresh, full) = (Median(taken[100..200]), Median(taken[^100..]));
        results.AtMost("G14", $"upload to a project of {size:#,0} files, of one to a project of 150 ({fresh:0.0} ms)", "times", full / fresh, 2);
        results.Note("", "small uploads one after another, with all checks, durable", $"{Results.Number(1000 / Median(taken))} /s");
        var clock = Stopwatch.StartNew();
        await Wheels.Upload(place.Http, place.Index.Url, token, Wheels.Make(name, $"2.0", 4000));
        await Fetch(place, size);
        results.Note("", "upload to it and its page made anew", $"{clock.Elapsed.TotalMilliseconds:0.0} ms");
    }

    private static async Task<(byte[] Bytes, string Tag)> Fetch(Place place, int size, string? coding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{place.Index.Url}/simple/p{size}/");
        request.Headers.Accept.ParseAdd("application/vnd.pypi.simple.v1+json");
        if (coding is not null) request.Headers.AcceptEncoding.ParseAdd(coding);
        using var response = await place.Http.SendAsync(request, CancellationToken.None);
        return (await response.Content.ReadAsByteArrayAsync(), response.Headers.ETag!.ToString());
    }

    private static async Task<string> NginxTag(string url, HttpMessageInvoker http)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        using var response = await http.SendAsync(request, CancellationToken.None);
        return response.Headers.ETag!.ToString();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
