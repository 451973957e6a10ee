using System.Text;
using Colophon.Index.Store;
using Colophon.Index.Store.Files;
using Colophon.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Colophon.Tests.Index.Installing.Downloads;

public sealed class DownloadTests : IAsyncLifetime
{
    private TestIndex index = null!;
    private byte[] wheel = [];
    private string path = "";

    public async ValueTask InitializeAsync()
    {
        index = await TestIndex.Start();
        await index.AddPublisher("sample-project", repository: "sampleproject");
        wheel = await index.Publish(await index.Token(), "sample-project", "1.0", "Summary: <script>alert(1)</script>\n");
        path = new Uri((await index.Object("/pypi/sample-project/json"))["urls"]![0]!["url"]!.GetValue<string>()).AbsolutePath;
    }

    public ValueTask DisposeAsync() => index.DisposeAsync();

    [Theory]
    [InlineData("bytes=0-3", 0, 4)]
    [InlineData("bytes=10-", 10, null)]
    [InlineData("bytes=-10", -10, 10)]
    [InlineData("bytes=0-99999999", 0, null)]
    public async Task A_range_is_just_these_bytes(string range, int from, int? length)
    {
        foreach (var (address, bytes) in ((string, byte[])[])[(path, wheel), (path + ".metadata", await Metadata())])
        {
            var start = from < 0 ? bytes.Length + from : from;
            var expected = bytes[start..(start + (length ?? bytes.Length - start))];
            using var response = await index.Get(address, ("Range", range), ("Accept-Encoding", "identity"));
            Assert.Equal(206, (int)response.StatusCode);
            Assert.Equal(expected, await response.Content.ReadAsByteArrayAsync());
            Assert.Equal($"bytes {start}-{start + expected.Length - 1}/{bytes.Length}", response.Content.Headers.ContentRange!.ToString());
        }
    }

    [Fact]
    public async Task Beyond_the_end_is_416_with_the_length_and_several_or_unreadable_ranges_are_the_whole_file()
    {
        using var beyond = await index.Get(path, ("Range", "bytes=99999999-"));
        Assert.Equal((416, $"bytes */{wheel.Length}"), ((int)beyond.StatusCode, beyond.Content.Headers.ContentRange!.ToString()));
        foreach (var range in (string[])["bytes=0-1,4-5", "bytes=5-1", "lines=1-2", "bytes=x-y"])
        {
            using var whole = await index.Get(path, ("Range", range));
            Assert.Equal(200, (int)whole.StatusCode);
            Assert.Equal(wheel, await whole.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task Tags_are_heeded_in_If_None_Match_and_If_Range()
    {
        var tag = (await index.Get(path)).Headers.ETag!.ToString();
        using var known = await index.Get(path, ("If-None-Match", $"\"x\", {tag}"));
        Assert.Equal((304, 0), ((int)known.StatusCode, (await known.Content.ReadAsByteArrayAsync()).Length));
        Assert.Equal(206, (int)(await index.Get(path, ("Range", "bytes=0-3"), ("If-Range", tag))).StatusCode);
        Assert.Equal(200, (int)(await index.Get(path, ("Range", "bytes=0-3"), ("If-Range", "\"other\""))).StatusCode);
        Assert.Equal(412, (int)(await index.Get(path, ("If-Match", "\"other\""))).StatusCode);
    }

    [Fact]
    public async Task What_is_sent_is_never_a_page_may_be_kept_for_ever_and_has_a_length_at_HEAD()
    {
        foreach (var (address, bytes) in ((string, byte[])[])[(path, wheel), (path + ".metadata", await Metadata())])
        {
            using var head = await index.Send(HttpMethod.Head, address);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync());
            using var file = await index.Get(address);
            Assert.Equal(bytes, await file.Content.ReadAsByteArrayAsync());
            foreach (var response in (HttpResponseMessage[])[head, file])
            {
                Assert.Equal((200, bytes.Length, "application/octet-stream"), ((int)response.StatusCode,
                    response.Content.Headers.ContentLength, response.Content.Headers.ContentType!.ToString()));
                Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.ToString());
                Assert.Equal("bytes", response.Headers.AcceptRanges.Single());
                Assert.Equal("public, max-age=31536000, immutable", response.Headers.GetValues("Cache-Control").Single());
                Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
                Assert.StartsWith("sandbox", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
                Reader.AssertOpenToScripts(response);
            }
        }
    }

    [Fact]
    public async Task Metadata_that_changed_on_the_disk_is_not_given_out_and_the_refusal_is_not_kept()
    {
        await using var db = await index.Db();
        var sha256 = await db.Files.Select(f => f.MetadataSha256).SingleAsync();
        await File.AppendAllTextAsync(index.Services.GetRequiredService<Blobs>().PathOf(sha256), "Requires-Dist: evil\n");

        using var response = await index.Get(path + ".metadata");
        Assert.Equal(500, (int)response.StatusCode);
        Assert.DoesNotContain("evil", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("no-store", response.Headers.GetValues("Cache-Control").Single());
    }

    [Fact]
    public async Task A_proxy_may_send_the_files_and_the_path_it_is_told_is_made_of_the_hash_alone()
    {
        await using var behind = await TestIndex.Start(settings => settings with { AccelRedirect = "/blobs/" });
        await behind.AddPublisher("sample-project", repository: "sampleproject");
        await behind.Publish(await behind.Token(), "sample-project", "1.0");
        var file = (await behind.Object("/pypi/sample-project/json"))["urls"]![0]!;
        var sha256 = file["digests"]!["sha256"]!.GetValue<string>();
        using var response = await behind.Get(new Uri(file["url"]!.GetValue<string>()).AbsolutePath);
        Assert.Equal($"/blobs/sha256/{sha256[..2]}/{sha256[2..4]}/{sha256}", response.Headers.GetValues("X-Accel-Redirect").Single());
        Assert.True(File.Exists(Path.Combine(behind.Folder, "blobs", "sha256", sha256[..2], sha256[2..4], sha256))); // the alias's folder
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.ToString());
        Assert.Equal(200, (int)(await behind.Get(new Uri(file["url"] + ".metadata").AbsolutePath)).StatusCode);
    }

    [Fact]
    public async Task Files_of_a_quarantined_project_are_held_back_at_once()
    {
        await index.Text(path); // found once, and kept
        await using var db = await index.Db();
        await db.Projects.ExecuteUpdateAsync(set => set.SetProperty(p => p.Status, "quarantined"));
        var entry = await db.Record(index.Clock.GetUtcNow(), "project:status", "sample-project", "operator");
        index.Services.GetRequiredService<ChangeFeed>().Announce("sample-project", entry);
        Assert.Equal(404, (int)(await index.Get(path)).StatusCode);
        Assert.Equal(404, (int)(await index.Get(path + ".metadata")).StatusCode);
    }

    private async Task<byte[]> Metadata()
    {
        var bytes = await index.Http.GetByteArrayAsync(new Uri(index.Url + path + ".metadata"));
        Assert.Contains("<script>", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
        return bytes;
    }
}
