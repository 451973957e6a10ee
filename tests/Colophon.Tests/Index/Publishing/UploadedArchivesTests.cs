using Colophon.Tests.Support;
using Colophon.Tests.Support.Archives;

namespace Colophon.Tests.Index.Publishing;

/// <summary>Broken archives at the door: none is an error of the server, and none leaves anything (threats E01 to E36, E59, E62, E67, E68).</summary>
public sealed class UploadedArchivesTests : IAsyncLifetime
{
    private TestIndex index = null!;
    private string token = "";

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start();
        await index.AddPublisher("sample");
        token = await index.Token();
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Fact]
    public async Task Of_two_thousand_mutants_none_is_a_5xx_and_nothing_stays_behind()
    {
        var mutants = new ArchiveMutants(59);
        var bad = Enumerable.Range(0, 2600).Select(_ => mutants.Next())
            .Where(mutant => ArchiveVector.Judge(mutant.FileName, new MemoryStream(mutant.Bytes)) is not null).Take(2000).ToList();
        var answers = new System.Collections.Concurrent.ConcurrentBag<(int Status, string? Code)>();

        await Parallel.ForEachAsync(bad, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (mutant, _) => answers.Add(await Post(mutant)));

        Assert.Equal(2000, answers.Count);
        Assert.All(answers, answer => Assert.True(answer is (400, { Length: > 0 }), $"{answer}"));
        Assert.Equal((0, 0, 0, 0), await index.Left());
        Assert.Equal(200, (await Post((TestFiles.Wheel, new ArchiveVector("", "", new() { ["zip"] = new System.Text.Json.Nodes.JsonObject() }).Bytes))).Status);
        Assert.Equal((1, 1, 2, 0), await index.Left());
        TestContext.Current.TestOutputHelper!.WriteLine(string.Join(", ", answers.CountBy(a => a.Code ?? "").OrderBy(c => c.Key).Select(c => $"{c.Key} {c.Value}")));
    }

    [Fact]
    public async Task Every_vector_gets_over_http_the_code_that_its_file_says()
    {
        foreach (var vector in ArchiveVector.All(Checkout.Vectors("uploads/archives")).Where(v => v.Expected != "ok"))
        {
            var bytes = vector.Bytes;
            if (bytes.Length > 4 << 20) continue;
            var (status, code) = await Post((vector.FileName, bytes));
            Assert.True((status, code) == (400, vector.Expected), $"{vector}: {status} {code}");
        }

        Assert.Equal((0, 0, 0, 0), await index.Left());
    }

    [Fact]
    public async Task The_same_bytes_under_another_name_and_a_second_sdist_are_refused()
    {
        var (name, bytes) = TestWheel.Make("sample", "1.0");
        var (sdist, source) = TestSdist.Make("sample", "1.0");
        Assert.Equal(200, (await Post((name, bytes))).Status);
        Assert.Equal(200, (await Post((sdist, source))).Status);
        var before = await index.Left();

        Assert.Equal((400, "file-exists"), await Post(("sample-1.0-1-py3-none-any.whl", bytes)));
        var (second, more) = TestSdist.Make("sample", "1.0.0");
        Assert.Equal((400, "second-sdist"), await Post((second, more)));
        Assert.Equal(400, (await Post(("sample-1.0.zip", bytes))).Status);
        Assert.Equal(before, await index.Left());
    }

    [Fact]
    public async Task Of_two_sdists_of_one_release_at_once_one_is_taken()
    {
        var sdists = Enumerable.Range(0, 8).Select(i => TestSdist.Make("sample", "1" + string.Concat(Enumerable.Repeat(".0", i)))).ToList();

        var answers = await Task.WhenAll(sdists.Select(Post));

        Assert.Equal(1, answers.Count(answer => answer.Status == 200));
        Assert.Equal(7, answers.Count(answer => answer.Code == "second-sdist"));
        Assert.Equal((1, 1, 2, 0), await index.Left());
    }

    [Fact]
    public async Task A_file_lies_under_its_own_hash_and_is_served_as_nothing_but_bytes()
    {
        var (name, bytes) = TestWheel.Make("sample", "1.0", "<!doctype html><script>alert(1)</script>"u8.ToArray());
        Assert.Equal(200, (await Post((name, bytes))).Status);

        var folder = Path.Combine(index.Folder, "blobs");
        Assert.All(Directory.GetFiles(folder, "*", SearchOption.AllDirectories),
            path => Assert.Matches(@"\Asha256/([0-9a-f]{2})/([0-9a-f]{2})/\1\2[0-9a-f]{60}\z", Path.GetRelativePath(folder, path)));
        var html = await index.Http.GetStringAsync(new Uri("/simple/sample/", UriKind.Relative));
        var link = html.Split("href=\"").First(part => part.Contains(".whl", StringComparison.Ordinal)).Split('#')[0];
        using var answer = await index.Http.GetAsync(new Uri(new Uri(index.Url), link));
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(bytes, await answer.Content.ReadAsByteArrayAsync());
    }

    private async Task<(int Status, string? Code)> Post((string FileName, byte[] Bytes) file)
    {
        using var response = await index.Upload(file.FileName, file.Bytes, token);
        return ((int)response.StatusCode, response.Headers.TryGetValues("X-Colophon-Error", out var codes) ? codes.Single() : null);
    }
}
