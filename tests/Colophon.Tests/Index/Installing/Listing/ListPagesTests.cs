using System.IO.Compression;
using System.Text.Json.Nodes;
using Colophon.Index.Installing.Pages;
using Colophon.Index.Store.Entities;
using Colophon.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Colophon.Tests.Index.Installing.Listing;

public sealed class ListPagesTests : IAsyncLifetime
{
    private const int Projects = 5000;

    private TestIndex index = null!;

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start();
        await using var db = await index.Db();
        db.Projects.AddRange(Enumerable.Range(0, Projects).Select(i => new Project
        {
            Id = Guid.NewGuid(),
            Name = $"Some.Project-{i}",
            NormalizedName = $"some-project-{i}",
            LookAlike = $"some-project-{i}",
            Created = DateTimeOffset.UnixEpoch,
        }));
        await db.SaveChangesAsync();
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Fact]
    public async Task A_long_list_arrives_whole_plain_and_packed_and_again_after_a_change()
    {
        foreach (var expected in (int[])[Projects, Projects + 1])
        {
            var html = await index.Text("/simple/");
            Assert.Equal(expected, html.Split("<a href=\"/simple/").Length - 1);
            Assert.EndsWith("</html>\n", html, StringComparison.Ordinal);
            var json = await index.Text("/simple/", Reader.Json);
            var names = JsonNode.Parse(json)!["projects"]!.AsArray().Select(project => project!["name"]!.GetValue<string>()).ToList();
            Assert.Equal(names.Select(name => name.Replace('.', '-').ToLowerInvariant()).Order(StringComparer.Ordinal),
                names.Select(name => name.Replace('.', '-').ToLowerInvariant()));
            Assert.Equal(expected, names.Count);

            using var packed = await index.Get("/simple/", ("Accept", Reader.Json), ("Accept-Encoding", "gzip"));
            Assert.Equal("gzip", packed.Content.Headers.ContentEncoding.Single());
            using var gzip = new StreamReader(new GZipStream(await packed.Content.ReadAsStreamAsync(), CompressionMode.Decompress));
            Assert.Equal(json, await gzip.ReadToEndAsync());
            using var known = await index.Get("/simple/", ("Accept", Reader.Json), ("Accept-Encoding", "gzip"),
                ("If-None-Match", packed.Headers.ETag!.ToString()));
            Assert.Equal(304, (int)known.StatusCode);

            if (expected == Projects) await index.AddPublisher("one-more", repository: "sampleproject");
            await index.Publish(await index.Token(), "one-more", expected == Projects ? "1.0" : "1.1");
        }

        Assert.InRange(index.Services.GetRequiredService<KeptPages>().Weight, Projects * 200, Projects * 1000); // the list counts
    }
}
