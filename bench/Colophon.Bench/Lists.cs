using System.Diagnostics;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Bench;

/// <summary>The list of 100,000 projects, a project of 10,000 files and its JSON page: against nginx, after an upload, and in memory (G5).</summary>
internal static class Lists
{
    private const int Projects = 100_000;
    private const int Files = 10_000;
    private const string Packed = "Accept-Encoding: gzip";
    private static readonly string[] Html = ["Accept: text/html"];
    private static readonly string[] Json = ["Accept: application/vnd.pypi.simple.v1+json"];

    public static async Task Measure(string program, Results results, int seconds, int rounds)
    {
        await using var place = await Place.Open(program);
        var token = await place.TokenFor("large");
        await Wheels.Upload(place.Http, place.Index.Url, token, Wheels.Make("large", "0.1", 1000));
        await Fill(new ColophonDb(new DbContextOptionsBuilder<ColophonDb>()
            .UseSqlite($"Data Source={Path.Combine(place.Index.Data, "colophon.db")};Pooling=false").Options));
        var before = Machine.Pss(place.Index.ProcessId);

        var served = new Dictionary<string, byte[]>();
        await First(place, results, "list of 100,000 projects, HTML", "/simple/", Html, served, "list-html");
        await First(place, results, "list of 100,000 projects, JSON", "/simple/", Json, served, "list-json");
        await First(place, results, "project of 10,000 files, JSON", "/simple/large/", Json, served, "large-json");
        await First(place, results, "JSON API page of 10,000 files", "/pypi/large/json", [], served, "api");
        results.Note("G5", "memory that these pages, packed, and 100,000 projects added (PSS)",
            $"{Machine.Pss(place.Index.ProcessId) - before:0} MiB");
        await Visible(place, results, token);
        await First(place, results, "search in 100,000 projects", "/search/?q=ject-77&format=json", [], served, "search");

        await using var nginx = await Nginx.Start(served);
        var versus = new Versus(results, seconds, rounds);
        foreach (var (what, path, file, headers) in ((string, string, string, string[])[])[
            ("list of 100,000 projects, HTML", "/simple/", "list-html", Html),
            ("list of 100,000 projects, JSON", "/simple/", "list-json", Json),
            ("list of 100,000 projects, JSON as gzip", "/simple/", "list-json", [.. Json, Packed]),
            ("project of 10,000 files, JSON as gzip", "/simple/large/", "large-json", [.. Json, Packed]),
            ("JSON API page of 10,000 files as gzip", "/pypi/large/json", "api", [Packed])])
            await versus.Compare("G5", what, (place.Index.Url + path, headers), ($"{nginx.Url}/{file}", headers), null);
        var search = await Wrk.Run($"{place.Index.Url}/search/?q=ject-77&format=json", 16, seconds);
        results.Note("", "searches in 100,000 projects", $"{Results.Number(search.Rate)} /s, median {Results.Number(search.Median)} ms");
    }

    /// <summary>Once plain, which makes it, and once packed; both go to nginx.</summary>
    private static async Task First(Place place, Results results, string what, string path, string[] headers, Dictionary<string, byte[]> served,
        string name)
    {
        var clock = Stopwatch.StartNew();
        served[name] = await Fetch(place, path, headers);
        var (plain, size) = (clock.Elapsed.TotalMilliseconds, served[name].Length / 1e6);
        byte[] packed;
        do packed = await Fetch(place, path, [.. headers, Packed]); // large ones are packed beside the requests
        while (packed.Length >= served[name].Length && packed.Length > 64_000 && clock.Elapsed < TimeSpan.FromSeconds(10));
        served[name + ".gz"] = packed;
        results.Note("G5", $"{what}, {size:0.0} MB, made the first time",
            $"{plain:0} ms; with its {packed.Length / 1e6:0.00} MB of gzip {clock.Elapsed.TotalMilliseconds:0} ms");
    }

    /// <summary>From the beginning of an upload to the end of the page that shows it.</summary>
    private static async Task Visible(Place place, Results results, string token)
    {
        foreach (var (what, path, headers) in ((string, string, string[])[])[
            ("the list of 100,000, JSON", "/simple/", Json), ("the list of 100,000, JSON as gzip", "/simple/", [.. Json, Packed]),
            ("its page of 10,000 files, JSON", "/simple/large/", Json), ("its JSON API page", "/pypi/large/json", [])])
        {
            var (uploads, reads, again) = (new List<double>(), new List<double>(), new List<double>());
            for (var i = 0; i < 9; i++)
            {
                var wheel = Wheels.Make("large", $"2.{path.Length}{headers.Length}.{i}", 1000);
                uploads.Add((await Wheels.Upload(place.Http, place.Index.Url, token, wheel)).TotalMilliseconds);
                reads.Add(await Time(place, path, headers));
                again.Add(await Time(place, path, headers));
            }

            results.Note("G5", $"upload, then {what} with it", $"{Median(uploads):0.0} ms + {Median(reads):0.0} ms (kept: {Median(again):0.0} ms)");
        }
    }

    private static async Task<double> Time(Place place, string path, string[] headers)
    {
        var clock = Stopwatch.StartNew();
        await Fetch(place, path, headers);
        return clock.Elapsed.TotalMilliseconds;
    }

    private static async Task<byte[]> Fetch(Place place, string path, string[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, place.Index.Url + path);
        foreach (var header in headers) request.Headers.TryAddWithoutValidation(header.Split(": ")[0], header.Split(": ")[1]);
        using var response = await place.Http.SendAsync(request, CancellationToken.None);
        return await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
    }

    /// <summary>Rows straight into the database: projects without files, and files of one project like the one that is there.</summary>
    private static async Task Fill(ColophonDb db)
    {
        await using var _ = db;
        var now = TimeProvider.System.GetUtcNow();
        var like = await db.Files.AsNoTracking().SingleAsync();
        foreach (var numbers in Enumerable.Range(0, Projects).Chunk(5000))
        {
            db.ChangeTracker.Clear();
            db.Projects.AddRange(numbers.Select(i => new Project
            {
                Id = Guid.CreateVersion7(),
                Name = $"Some.Project-{i}",
                NormalizedName = $"some-project-{i}",
                LookAlike = $"some-project-{i}",
                Created = now,
                Serial = i,
                Summary = $"Does what number {i} of so many has to do",
            }));
            await db.SaveChangesAsync();
        }

        foreach (var numbers in Enumerable.Range(1, Files - 1).Chunk(1000))
        {
            db.ChangeTracker.Clear();
            foreach (var i in numbers) Add(db, like, i);
            await db.SaveChangesAsync();
        }
    }

    private static void Add(ColophonDb db, ReleaseFile like, int i)
    {
        var version = $"1.{i}";
        var release = new Release
        {
            Id = Guid.CreateVersion7(),
            ProjectId = like.ProjectId,
            Version = version,
            CanonicalVersion = version,
            Created = like.Uploaded,
        };
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(i)));
        db.Add(release);
        db.Add(new ReleaseFile
        {
            Id = Guid.CreateVersion7(),
            ProjectId = like.ProjectId,
            ReleaseId = release.Id,
            FileName = $"large-{version}-py3-none-any.whl",
            Version = version,
            Kind = like.Kind,
            PythonVersion = like.PythonVersion,
            Size = like.Size,
            Sha256 = digest,
            Md5 = like.Md5,
            Blake2 = digest,
            MetadataSha256 = like.MetadataSha256,
            Uploaded = like.Uploaded,
            Source = like.Source,
        });
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
