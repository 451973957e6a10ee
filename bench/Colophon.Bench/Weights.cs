using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Colophon.Index.Store;
using Colophon.Index.Store.Entities;
using Microsoft.EntityFrameworkCore;

namespace Colophon.Bench;

/// <summary>
/// What a first visit to each page for people transfers, and how long the server takes for it, with 10,000 projects. The pages are listed in
/// pages.txt: who looks, and where. One that is not there yet is said and passed over.
/// </summary>
internal static partial class Weights
{
    private const int Projects = 10_000;
    private const int MostBytes = 60_000;
    private const double MostMilliseconds = 20;
    private const string Password = "four words in a row";

    public static async Task Measure(string program, Results results, int rounds)
    {
        await using var place = await Place.Open(program);
        await Fill(place);
        var operators = await place.Index.Verb("user", "add", "ops", "--email", "ops@example.org", "--admin");
        var people = new Dictionary<string, HttpClient>
        {
            ["-"] = Client(place, new CookieContainer()),
            ["owner"] = await SignIn(place, place.OwnersLink),
            ["operator"] = await SignIn(place, operators.Output),
        };
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "pages.txt")))
        {
            if (line.StartsWith('#') || line.Split(' ', 2) is not [var who, var path]) continue;
            var (status, _, _) = await Get(people[who], path);
            if (status == 404) results.Note("page", $"{path} ({who})", "not there yet");
            else if (status != 200) results.AtMost("page", $"{path} ({who}), status", "", status, 200);
            else await One(people[who], who, path, results, rounds * 15);
        }

        foreach (var client in people.Values) client.Dispose();
    }

    private static async Task One(HttpClient client, string who, string path, Results results, int times)
    {
        for (var i = 0; i < 5; i++) await Get(client, path);
        var taken = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var clock = Stopwatch.StartNew();
            await Get(client, path);
            taken.Add(clock.Elapsed.TotalMilliseconds);
        }

        var (_, bytes, page) = await Get(client, path);
        foreach (Match asset in Assets().Matches(page))
        {
            var (_, more, text) = await Get(client, asset.Value);
            bytes += more;
            if (!asset.Value.EndsWith(".css", StringComparison.Ordinal)) continue;
            foreach (Match font in Fonts().Matches(text)) bytes += (await Get(client, font.Value)).Bytes;
        }

        var what = $"{path}{(who == "-" ? "" : $" ({who})")}";
        results.AtMost("page", $"{what}, transferred on a first visit", "bytes", bytes, MostBytes);
        results.AtMost("page", $"{what}, median of {times}", "ms", taken.Order().ElementAt(times / 2), MostMilliseconds);
    }

    /// <summary>Bytes of the answer as it is sent, its headers too.</summary>
    private static async Task<(int Status, int Bytes, string Text)> Get(HttpClient client, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip, br");
        using var response = await client.SendAsync(request);
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var headers = response.Headers.Concat(response.Content.Headers).Sum(header => header.Key.Length + string.Join(", ", header.Value).Length + 4);
        if (!response.Content.Headers.ContentEncoding.Contains("br"))
            return ((int)response.StatusCode, bytes.Length + headers, System.Text.Encoding.UTF8.GetString(bytes));
        using var reader = new StreamReader(new System.IO.Compression.BrotliStream(new MemoryStream(bytes), System.IO.Compression.CompressionMode.Decompress));
        return ((int)response.StatusCode, bytes.Length + headers, await reader.ReadToEndAsync());
    }

    private static HttpClient Client(Place place, CookieContainer cookies) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = new Uri(place.Index.Url) };

    /// <param name="said">What the operator's verb printed, with the link.</param>
    private static async Task<HttpClient> SignIn(Place place, string said)
    {
        var path = SetUp().Match(said).Value;
        var client = Client(place, new CookieContainer());
        var token = WebUtility.HtmlDecode(FormToken().Match((await Get(client, path)).Text).Groups[1].Value);
        using var form = new FormUrlEncodedContent([new("form-token", token), new("password", Password)]);
        using var answer = await client.PostAsync(path, form);
        return answer.StatusCode == HttpStatusCode.SeeOther ? client : throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    }

    private static async Task Fill(Place place)
    {
        foreach (var (project, files) in ((string, int)[])[("page", 3), ("large", 100)])
        {
            var token = await place.TokenFor(project);
            for (var i = 0; i < files; i++) await Wheels.Upload(place.Http, place.Index.Url, token, Wheels.Make(project, $"1.{i}", 4000));
            await Wheels.Upload(place.Http, place.Index.Url, token, Wheels.Make(project, "2.0", 4000));
        }

        await using var db = new ColophonDb(new DbContextOptionsBuilder<ColophonDb>()
            .UseSqlite($"Data Source={Path.Combine(place.Index.Data, "colophon.db")};Pooling=false").Options);
        var like = await db.Files.AsNoTracking().FirstAsync();
        foreach (var numbers in Enumerable.Range(0, Projects).Chunk(1000))
        {
            db.ChangeTracker.Clear();
            foreach (var i in numbers) Add(db, like, i);
            await db.SaveChangesAsync();
        }
    }

    /// <summary>A project with a release and a file, straight into the database.</summary>
    private static void Add(ColophonDb db, ReleaseFile like, int i)
    {
        var (name, at) = ($"some-project-{i}", like.Uploaded.AddSeconds(i - Projects));
        var project = new Project
        {
            Id = Guid.CreateVersion7(),
            Name = name,
            NormalizedName = name,
            LookAlike = name,
            Created = at,
            LatestVersion = "1.0",
            Summary = $"Does what number {i} of so many has to do",
        };
        var release = new Release { Id = Guid.CreateVersion7(), ProjectId = project.Id, Version = "1.0", CanonicalVersion = "1", Created = at };
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(i)));
        db.AddRange(project, release, new ReleaseFile
        {
            Id = Guid.CreateVersion7(),
            ProjectId = project.Id,
            ReleaseId = release.Id,
            FileName = $"{name.Replace('-', '_')}-1.0-py3-none-any.whl",
            Version = "1.0",
            Kind = like.Kind,
            PythonVersion = like.PythonVersion,
            Size = like.Size,
            Sha256 = digest,
            Md5 = like.Md5,
            Blake2 = digest,
            MetadataSha256 = like.MetadataSha256,
            Uploaded = at,
            Source = like.Source,
        });
    }

    [GeneratedRegex("/assets/[a-z-]+\\.[0-9a-f]{16}\\.(css|js)")]
    private static partial Regex Assets();

    /// <summary>Those that every page needs; the rest are for letters that few have.</summary>
    [GeneratedRegex("/assets/(serif|sans)(-strong)?\\.[0-9a-f]{16}\\.woff2")]
    private static partial Regex Fonts();

    [GeneratedRegex("/set-up/[0-9a-f]+")]
    private static partial Regex SetUp();

    [GeneratedRegex("name=\"form-token\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();
}
