using System.Diagnostics;
using System.Text;
using Colophon.Demo;

namespace Colophon.Bench;

/// <summary>What people wait for: pip and twine against this index, and pip against the same page and file from nginx (G9, G15).</summary>
internal static class Clients
{
    private const string Name = "waited";
    private const int Rounds = 9;
    private const int Uploaders = 4;
    private const int UploadsOfEach = 60;

    public static async Task Measure(string program, Results results)
    {
        await using var place = await Place.Open(program);
        var token = await place.TokenFor(Name);
        await Small(place, results, token);

        var wheel = Wheels.Make(Name, "9.0", 10_000);
        var folder = Directory.CreateTempSubdirectory("colophon-clients-").FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, wheel.FileName), wheel.Bytes);
        var twine = await Time("/usr/bin/twine", "upload", "--non-interactive", "--disable-progress-bar", "--repository-url",
            $"{place.Index.Url}/legacy/", "-u", "__token__", "-p", token, Path.Combine(folder, wheel.FileName));
        var bare = await Median(() => Time("/usr/bin/twine", "--version"));
        results.Note("G15", "twine upload of 10 kB; twine that only tells its version", $"{twine:0} ms; {bare:0} ms");

        var page = $"<!DOCTYPE html><html><body><a href=\"/{wheel.FileName}\">{wheel.FileName}</a></body></html>";
        await using var nginx = await Nginx.Start(new Dictionary<string, byte[]>
        {
            [$"simple/{Name}/index.html"] = Encoding.UTF8.GetBytes(page),
            [wheel.FileName] = wheel.Bytes,
        });
        await place.Index.RestartInProduction();
        var (ours, theirs) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(await Download(place.Index.Url, folder));
            theirs.Add(await Download(nginx.Url, folder));
        }

        var (mine, other) = (ours.Order().ElementAt(Rounds / 2), theirs.Order().ElementAt(Rounds / 2));
        results.Note("G15", "pip download of one wheel of 10 kB; from nginx", $"{mine:0} ms; {other:0} ms");
        results.AtMost("G15", "the same, of nginx's time", "times", mine / other, 1.1);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Small wheels with all checks on, each durable when it is answered.</summary>
    private static async Task Small(Place place, Results results, string token)
    {
        for (var i = 0; i < 20; i++) await Wheels.Upload(place.Http, place.Index.Url, token, Wheels.Make(Name, $"0.{i}", 1000));
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(1, Uploaders).Select(async lane =>
        {
            for (var i = 0; i < UploadsOfEach; i++)
                await Wheels.Upload(place.Http, place.Index.Url, token, Wheels.Make(Name, $"{lane}.{i}", 1000));
        }));
        results.Note("G9", $"small uploads, {Uploaders} at once, with all checks, durable",
            $"{Results.Number(Uploaders * UploadsOfEach / clock.Elapsed.TotalSeconds)} /s");
    }

    private static Task<double> Download(string url, string folder) => Time("/usr/bin/python3", "-m", "pip", "download", "--no-deps",
        "--no-cache-dir", "--disable-pip-version-check", "-q", "-d", Path.Combine(folder, Guid.NewGuid().ToString("N")),
        "--index-url", $"{url}/simple/", Name, "--isolated");

    private static async Task<double> Median(Func<Task<double>> measure)
    {
        var values = new List<double>();
        for (var i = 0; i < Rounds; i++) values.Add(await measure());
        return values.Order().ElementAt(Rounds / 2);
    }

    private static async Task<double> Time(string program, params string[] arguments)
    {
        var clock = Stopwatch.StartNew();
        var ended = await Programs.Run(program, arguments);
        return ended.ExitCode == 0 ? clock.Elapsed.TotalMilliseconds : throw new InvalidOperationException(ended.Output);
    }
}
